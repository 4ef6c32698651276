import { listApplications } from '../../../applications/applications.ts'
import type { Gateway } from '../../../gateway.ts'
import { listTokens } from '../../../tokens/list.ts'
import { userNames } from '../../pages/names.ts'
import type { CallRecord } from '../call.ts'

/** What stands for identifiers, where it is known. */
export interface Names {
  /** User names by PHID. */
  readonly people: ReadonlyMap<string, string>
  /** Names of applications by client identifier. */
  readonly applications: ReadonlyMap<string, string>
  /** Names of API tokens by PHID. */
  readonly tokens: ReadonlyMap<string, string>
}

/** The names of everything that these calls name. */
export async function namesIn(gateway: Gateway, calls: readonly CallRecord[]): Promise<Names> {
  const phids = new Set(calls.flatMap(({ clientId, token }) => (clientId ? [] : token)))
  const [people, applications, tokens] = await Promise.all([
    userNames(
      gateway.backend,
      calls.map(({ userPhid }) => userPhid),
    ),
    listApplications(gateway),
    phids.size > 0 ? listTokens(gateway, { phids: [...phids] }) : [],
  ])
  return {
    people,
    applications: new Map(applications.map(({ clientId, name }) => [clientId, name])),
    tokens: new Map(tokens.flatMap(({ phid, name }) => (name ? [[phid, name]] : []))),
  }
}
