import { isConduitError, ScopeError } from '../../errors.ts'
import type { OAuthServer } from '../../oauth/server.ts'
import { unscopedMethods } from '../../scopes.ts'
import type { Connection } from '../connect.ts'
import { type Finding, note, ok, problem, problemFrom } from './finding.ts'

/** Reads that need a scope and change nothing: the refusal of one tells everything that was granted. */
const probes = ['maniphest.search', 'project.search', 'user.search'] as const

/** Which methods this token may call. Nothing is written to find out. */
export async function methods(connection: Connection, server: OAuthServer | undefined): Promise<Finding[]> {
  const { caller, conduit } = connection
  try {
    const count = Object.keys(await conduit.conduit.query()).length
    if (caller.kind === 'api-token')
      return [ok('methods', `All ${count} methods of this server, with the user's own rights.`)]
    if (server?.kind === 'phorge') {
      return [
        note(
          'methods',
          `Of ${count} methods these: ${[...unscopedMethods].join(', ')}.`,
          'For the others use an API token.',
        ),
      ]
    }
    return await granted(connection, count)
  } catch (error) {
    return [problemFrom('methods', error, connection)]
  }
}

async function granted(connection: Connection, count: number): Promise<Finding[]> {
  const told = await connection.caller.credential.grantedScopes?.()
  const answers = await Promise.all(probes.map((method) => probe(connection, method)))
  const scopes =
    told ?? answers.find((answer) => answer.error)?.error?.granted ?? answers.map(({ method }) => method)
  const list = scopes.length > 0 ? scopes.join(', ') : 'none'
  return [
    ok('methods', `Of ${count} methods those that every token may call, and by scope: ${list}.`),
    ...answers.flatMap(({ method, error }) => (error ? refusedScope(method, error, connection) : [])),
  ]
}

async function probe(
  { conduit }: Connection,
  method: (typeof probes)[number],
): Promise<{ method: string; error?: ScopeError }> {
  try {
    await conduit.call(method, { limit: 1 })
    return { method }
  } catch (error) {
    if (error instanceof ScopeError) return { method, error }
    // Of a server that does not have this method nothing is learnt.
    if (isConduitError(error) && error.code === 'method_unknown') return { method }
    throw error
  }
}

function refusedScope(method: string, error: ScopeError, connection: Connection): Finding[] {
  if (error.granted.includes(method)) {
    return [
      problem(
        'methods',
        `${method} was granted, and the administrator has ruled it out since.`,
        error.remedy,
      ),
    ]
  }
  const { message, remedy } = problemFrom('methods', error, connection)
  return [note('methods', message, remedy)]
}
