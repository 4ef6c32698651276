import type { Answer } from '../../pages/answer.ts'
import { type Form, formOf, linesOf, textOf, textsOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { paths } from '../../pages/paths.ts'
import { narrowToken, renameToken, setTokenAddresses, setTokenExpiry } from '../change.ts'
import { disposeToken, revokeToken } from '../end.ts'
import type { By } from '../record.ts'
import { TokenRefusal } from '../refusal.ts'
import type { ApiToken } from '../tokens.ts'
import { readAddresses, readRightsOf } from '../values.ts'
import { authorOf, noSuchToken, tokenOf } from './own-token.ts'
import { pathOf } from './paths.ts'
import { showToken } from './token-page.ts'

const DAY = 86_400

/** What one form of a token's page does. */
export interface Change {
  /** The end of its address, and the key of what is said when it is done. */
  readonly name: string
  make(visit: Visit, token: ApiToken, form: Form, by: By): Promise<unknown>
}

export const changes: readonly Change[] = [
  {
    name: 'name',
    make: ({ gateway }, { phid }, form, by) => renameToken(gateway, phid, textOf(form, 'name'), by),
  },
  {
    name: 'rights',
    make: async ({ gateway }, { phid }, form, by) =>
      narrowToken(gateway, phid, readRightsOf(textOf(form, 'rights'), textsOf(form, 'scope')), by),
  },
  {
    name: 'addresses',
    make: async ({ gateway }, { phid }, form, by) =>
      setTokenAddresses(gateway, phid, readAddresses(linesOf(textOf(form, 'addresses'))), by),
  },
  {
    name: 'expiry',
    make: async ({ gateway }, { phid }, form, by) => {
      const days = Number(textOf(form, 'expires'))
      if (!Number.isInteger(days) || days < 1) {
        throw new TokenRefusal('invalid', 'Choose in how many days the token ends.', 'expires')
      }
      return setTokenExpiry(gateway, phid, gateway.now() + days * DAY, by)
    },
  },
  { name: 'revoke', make: ({ gateway }, { phid }, _form, by) => revokeToken(gateway, phid, by) },
  { name: 'dispose', make: ({ gateway }, { phid }, _form, by) => disposeToken(gateway, phid, by) },
]

export async function changeFromForm(visit: Visit, change: Change): Promise<Answer> {
  const token = await tokenOf(visit)
  if (!token) return noSuchToken
  const form = formOf(visit.request.body)
  const by = { author: authorOf(visit), reason: textOf(form, 'reason') }
  try {
    await change.make(visit, token, form, by)
  } catch (error) {
    if (!(error instanceof TokenRefusal)) throw error
    return showToken(visit, token, { refused: { action: change.name, refusal: error, form } })
  }
  const { referer = '' } = visit.request.headers
  const isFromList = URL.parse(referer)?.pathname === paths.apiTokens
  if (isFromList && change.name === 'revoke') return { seeOther: `${paths.apiTokens}?done=revoked` }
  return { seeOther: `${pathOf(token)}?done=${change.name}` }
}
