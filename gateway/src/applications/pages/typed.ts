import { type Form, isTicked, linesOf, textOf, textsOf } from '../../pages/form.ts'
import { readAddressRanges } from '../proposal/address-ranges.ts'
import type { TypedProposal } from '../proposal/proposal.ts'

/** What a form about an application was filled in with. */
export function typedIn(form: Form): TypedProposal {
  return {
    name: textOf(form, 'name'),
    version: textOf(form, 'version'),
    description: textOf(form, 'description'),
    kind: textOf(form, 'kind'),
    ownerOnly: isTicked(form, 'owner_only'),
    redirectUris: linesOf(textOf(form, 'redirect_uris')),
    callbackIsPrefix: isTicked(form, 'callback_is_prefix'),
    grantTypes: textsOf(form, 'grant_types'),
    scopes: [...new Set([...textsOf(form, 'scope'), ...wordsOf(textOf(form, 'scopes'))])],
    contact: textOf(form, 'contact'),
    addressRanges: readAddressRanges(textOf(form, 'address_ranges')),
    origins: linesOf(textOf(form, 'origins')),
    phorgeCompatible: isTicked(form, 'phorge_compatible'),
    terms: textOf(form, 'terms'),
  }
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean)
}
