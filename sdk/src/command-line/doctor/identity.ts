import { byWhat } from '../commands/whoami.ts'
import type { Connection } from '../connect.ts'
import { clean } from '../output.ts'
import { type Finding, ok, problem, problemFrom } from './finding.ts'

/** Who calls, and whether the server knows them. `signedIn`: it does. */
export async function identity(connection: Connection): Promise<{ findings: Finding[]; signedIn: boolean }> {
  const { caller, conduit } = connection
  const kept =
    caller.kind !== 'nobody' && caller.warning
      ? [problem('token file', caller.warning.message, caller.warning.remedy)]
      : []
  try {
    const { userName } = await conduit.user.whoami()
    return {
      findings: [...kept, ok('identity', `Signed in as ${clean(userName)}, by ${byWhat(caller)}.`)],
      signedIn: true,
    }
  } catch (error) {
    return { findings: [...kept, problemFrom('identity', error, connection)], signedIn: false }
  }
}
