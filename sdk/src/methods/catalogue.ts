import type { Applications, Described } from './applications.ts'
import { isOfGateway, transactionTypesOf } from './editors.ts'
import { knownMethods } from './names.ts'
import { isPaged, needsAuthentication } from './rules.ts'

/**
 * Parameters and result of each method, by name. Add those that this package does not know, or let
 * `phorge-conduit types` write down all that a server has:
 *
 * @example
 * ```ts
 * declare module 'phorge-conduit' {
 *   interface ConduitMethods {
 *     'acme.deploy': { params: { revision: string }; result: { url: string } }
 *   }
 * }
 * const { url } = await conduit.call('acme.deploy', { revision: 'r123' })
 * ```
 */
export interface ConduitMethods extends Described {}

export type { Applications }

/** What is known of one Conduit method besides its types. */
export interface CataloguedMethod {
  readonly name: string
  /** `write` when a call changes something, so that it must not be repeated without knowing what became of the first. */
  readonly access: 'read' | 'write'
  /** Whether the server asks who calls. No token is sent to a method that does not. */
  readonly authentication: boolean
  /** Kept by Phorge for old clients. */
  readonly frozen: boolean
  /** The method to use instead of a frozen one, where one method has replaced it. */
  readonly replacement?: string
  /** Whether it answers pages. */
  readonly paged: boolean
  /** `false`: an edit that changes what is there, and never makes something new. */
  readonly creates?: false
  /** Every type that a stock Phorge knows; `custom.…` are an installation's own. Of `*.edit` alone. */
  readonly transactionTypes?: readonly string[]
}

/** Frozen and deprecated methods, and what has replaced them. */
const replacements: Partial<Record<keyof Described, keyof Described | ''>> = {
  'audit.query': 'diffusion.commit.search',
  'conduit.connect': '',
  'conduit.getcertificate': '',
  'conpherence.createthread': 'conpherence.edit',
  'conpherence.updatethread': 'conpherence.edit',
  'differential.close': 'differential.revision.edit',
  'differential.createcomment': 'differential.revision.edit',
  'differential.createrevision': 'differential.revision.edit',
  'differential.getalldiffs': 'differential.diff.search',
  'differential.getdiff': 'differential.diff.search',
  'differential.getrevision': 'differential.revision.search',
  'differential.getrevisioncomments': 'transaction.search',
  'differential.query': 'differential.revision.search',
  'differential.querydiffs': 'differential.diff.search',
  'differential.updaterevision': 'differential.revision.edit',
  'diffusion.getrecentcommitsbypath': 'diffusion.historyquery',
  'diffusion.querycommits': 'diffusion.commit.search',
  'file.info': 'file.search',
  'harbormaster.querybuilds': 'harbormaster.build.search',
  'maniphest.createtask': 'maniphest.edit',
  'maniphest.gettasktransactions': 'transaction.search',
  'maniphest.info': 'maniphest.search',
  'maniphest.query': 'maniphest.search',
  'maniphest.querystatuses': 'maniphest.status.search',
  'maniphest.update': 'maniphest.edit',
  'paste.create': 'paste.edit',
  'paste.info': 'paste.search',
  'paste.query': 'paste.search',
  'phid.info': 'phid.query',
  'phriction.history': 'phriction.content.search',
  'phriction.info': 'phriction.document.search',
  'project.create': 'project.edit',
  'project.query': 'project.search',
  'repository.query': 'diffusion.repository.search',
  'slowvote.info': 'slowvote.poll.search',
  'user.disable': 'user.edit',
  'user.enable': 'user.edit',
  'user.find': 'user.search',
  'user.query': 'user.search',
}

/**
 * Every method that this package knows, by name: whether it reads or writes, whether it needs authentication, and for
 * `*.edit` which transaction types it takes.
 *
 * @example
 * ```ts
 * methodCatalogue.get('maniphest.edit')?.access // 'write'
 * methodCatalogue.get('maniphest.edit')?.transactionTypes // ['title', 'description', …]
 * methodCatalogue.get('maniphest.update')?.replacement // 'maniphest.edit'
 * ```
 */
export const methodCatalogue: ReadonlyMap<string, CataloguedMethod> = /* @__PURE__ */ catalogue()

function catalogue(): Map<string, CataloguedMethod> {
  return new Map([...knownMethods].map(([name, { access }]) => [name, catalogued(name, access)]))
}

function catalogued(name: string, access: 'read' | 'write'): CataloguedMethod {
  const replacement = replacements[name as keyof Described]
  const transactionTypes = transactionTypesOf(name)
  return {
    name,
    access,
    authentication: needsAuthentication(name),
    frozen: replacement !== undefined,
    paged: isPaged(name),
    ...(replacement && { replacement }),
    ...(transactionTypes && { transactionTypes }),
    ...(isOfGateway(name) && { creates: false as const }),
  }
}
