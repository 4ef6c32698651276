import { covers, type Scope } from '../access/scope.ts'
import type { Gateway } from '../gateway.ts'
import { type Application, fromRow } from './application.ts'
import { hostOf } from './auto-approval.ts'
import { compareVersions } from './versions.ts'

/** Another application, which is approved already. */
export interface SimilarApplication {
  readonly application: Application
  /** What it may do. */
  readonly scopes: ReadonlySet<Scope>
  /** Hosts to which both have codes sent. */
  readonly sharedHosts: readonly string[]
  /** What the proposal asks for and this one has. */
  readonly sharedScopes: readonly Scope[]
}

const MOST = 3

/** The approved applications that are most like a proposal: of the same host first, then those that may do the same. */
export async function similarApplications(
  gateway: Gateway,
  proposal: Application,
): Promise<SimilarApplication[]> {
  const { database } = gateway
  const [rows, rules] = await Promise.all([
    database.selectFrom('applications').selectAll().where('stage', '=', 'approved').execute(),
    database.selectFrom('application_rules').selectAll().execute(),
  ])
  const scopesOf = Map.groupBy(rules, ({ client_id }) => client_id)
  const hosts = new Set(proposal.redirectUris.map(hostOf))
  return rows
    .map(fromRow)
    .filter(({ clientId }) => clientId !== proposal.clientId)
    .map((application) => {
      const scopes = new Set((scopesOf.get(application.clientId) ?? []).map(({ scope }) => scope as Scope))
      const theirs = new Set(application.redirectUris.map(hostOf))
      const sharedHosts = [...hosts].filter((host) => theirs.has(host))
      const sharedScopes = proposal.requestedScopes.filter((scope) => covers(scopes, scope))
      return { application, scopes, sharedHosts, sharedScopes }
    })
    .filter(({ sharedHosts, sharedScopes }) => sharedHosts.length + sharedScopes.length > 0)
    .toSorted(
      (a, b) =>
        b.sharedHosts.length - a.sharedHosts.length ||
        b.sharedScopes.length - a.sharedScopes.length ||
        b.application.id - a.application.id,
    )
    .slice(0, MOST)
}

/** The version before this one that was approved: the highest of the same name and owner. */
export function approvedBefore(
  versions: readonly Application[],
  { clientId, version }: Application,
): Application | undefined {
  return versions
    .filter(({ stage }) => stage === 'approved' || stage === 'disabled')
    .filter((other) => other.clientId !== clientId && compareVersions(other.version, version) < 0)
    .toSorted((a, b) => compareVersions(a.version, b.version))
    .at(-1)
}
