import type { Command, Invocation } from '../command.ts'
import { assertOrigin, crossOrigin } from '../doctor/cross-origin.ts'
import type { Finding } from '../doctor/finding.ts'
import { identity } from '../doctor/identity.ts'
import { methods } from '../doctor/methods.ts'
import { reach } from '../doctor/reach.ts'
import { redirectUri } from '../doctor/redirect.ts'
import { serverKind } from '../doctor/server.ts'
import { exitCodes } from '../exit-codes.ts'
import { UsageError } from '../failure.ts'
import { clean, type Output } from '../output.ts'

/** With a port, as a program on somebody's machine has one that is new each time. */
const REDIRECT_URI = 'http://127.0.0.1:49152/callback'

export const doctor: Command = {
  name: 'doctor',
  judgesCredential: true,
  summary: 'Looks for what is wrong between here and a server, and says what to do.',
  usage: '[options]',
  notes: ['It changes nothing. The exit code is 1 when something is wrong.'],
  options: {
    origin: { value: 'ORIGIN', text: 'whether pages of this origin may call the server (CORS)' },
    'client-id': { value: 'ID', text: 'whether the server takes this application…' },
    'redirect-uri': { value: 'URI', text: `…with this address (default: ${REDIRECT_URI})` },
  },
  example: 'phorge-conduit doctor --url https://phorge.example.com --origin https://errors.example.com',
  async run(invocation) {
    const { output, values, words } = invocation
    if (words.length > 0) throw new UsageError('doctor takes options only.', 'Name the server with --url.')
    const origin = values.text('origin')
    if (origin !== undefined) assertOrigin(origin)
    let hasProblem = false
    for await (const findings of examine(invocation, origin)) {
      for (const finding of findings) await print(output, finding)
      hasProblem ||= findings.some(({ status }) => status === 'problem')
    }
    return hasProblem ? exitCodes.refused : exitCodes.ok
  },
}

/** From the outside in: what lies behind something that does not work is not asked for. */
async function* examine(
  { connect, values, world }: Invocation,
  origin: string | undefined,
): AsyncGenerator<readonly Finding[]> {
  const connection = await connect()
  const { caller } = connection
  const reached = await reach(world, values, connection)
  yield reached
  if (reached.some(({ check, status }) => check === 'reach' && status === 'problem')) return
  const { findings, server } = await serverKind(world, connection)
  yield findings
  const { findings: who, signedIn } = await identity(connection)
  yield who
  if (signedIn) yield methods(connection, server)
  const known = caller.kind === 'nobody' ? undefined : caller.clientId
  const clientId = values.text('client-id') ?? known
  if (clientId && server) {
    yield redirectUri(world, server, { clientId, redirectUri: values.text('redirect-uri') ?? REDIRECT_URI })
  }
  if (origin !== undefined) yield crossOrigin(world, connection, server, origin)
}

const styles = { ok: 'green', note: 'yellow', problem: 'red' } as const

async function print(output: Output, finding: Finding): Promise<void> {
  if (output.json) return output.data(finding)
  const { check, status, message, remedy } = finding
  await output.line(`${output.style(styles[status], status.padEnd(8))} ${check.padEnd(10)} ${clean(message)}`)
  if (remedy) await output.line(`${' '.repeat(20)}${clean(remedy)}`)
}
