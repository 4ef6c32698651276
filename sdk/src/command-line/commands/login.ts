import { apiToken } from '../../credentials/api-token.ts'
import { isConduitError } from '../../errors.ts'
import type { WhoAmI } from '../../methods/user.ts'
import { advised } from '../advice.ts'
import { callerAt, nobodyAt } from '../caller.ts'
import type { Command, Invocation } from '../command.ts'
import { SignIns } from '../configuration/sign-ins.ts'
import { type Address, addressFrom, conduitFor } from '../connect.ts'
import { exitCodes } from '../exit-codes.ts'
import { Advised, UsageError } from '../failure.ts'
import { clean } from '../output.ts'
import { assertGateway, signInWithBrowser } from '../sign-in/with-browser.ts'
import { readSecret } from '../standard-input.ts'

/** What the other commands of this program need. */
const ownScopes = [
  'maniphest.search',
  'maniphest.edit:create',
  'maniphest.edit:status',
  'maniphest.edit:comment',
  'user.search',
  'project.search',
  'phid.query',
]

const WAIT = 300

export const login: Command = {
  name: 'login',
  summary: 'Signs in to a server, in the browser or with an API token.',
  usage: '[options]',
  notes: [
    'In the browser it needs a gateway, and an application that is registered there for this program: public, with the',
    'redirect URI http://127.0.0.1/callback. What was granted before is asked for again with what is new.',
  ],
  options: {
    'client-id': { value: 'ID', text: "the application's identifier, the first time (CONDUIT_CLIENT_ID)" },
    scope: {
      value: 'SCOPES',
      many: true,
      text: "what to ask for (default: what this program's commands need)",
    },
    'no-browser': { text: 'only print the address, and wait' },
    wait: { value: 'SECONDS', text: `how long to wait for the browser (default: ${WAIT})` },
    token: { text: 'with an API token from standard input, or typed unseen' },
  },
  example: [
    'phorge-conduit login --url https://phorge.example.com --client-id app-…',
    'phorge-conduit login --url https://phorge.example.com --token < token.txt',
  ].join('\n'),
  async run(invocation) {
    const { output, values, words, world } = invocation
    if (words.length > 0) throw new UsageError('login takes options only.', 'Name the server with --url.')
    const signIns = new SignIns(world.env)
    const address = await addressFrom(world, values, signIns)
    const signIn = values.has('token') ? withToken : withBrowser
    const { userName, realName } = await signIn(invocation, address, signIns).catch((error) => {
      throw advisedAtLogin(error, address)
    })
    const scopes = (await signIns.store.get(address.url))?.scopes
    if (output.json) await output.data({ url: address.url, userName, realName, scopes })
    else await output.line(`Signed in to ${address.url} as ${clean(userName)} (${clean(realName)}).`)
    if (world.env.CONDUIT_TOKEN) output.warn('CONDUIT_TOKEN is set, and goes before this login.', 'Unset it.')
    return exitCodes.ok
  },
}

/** What helps with the address; all else that helps elsewhere is to log in. */
function advisedAtLogin(error: unknown, address: Address): unknown {
  if (!isConduitError(error)) return error
  if (error.code === 'configuration' && error.message.includes(new URL(address.url).origin))
    return new Advised(error, 'Use its https address; or --token, where the network itself is trusted.')
  const isAboutAddress = error.code === 'network' || error.code === 'not_conduit'
  return isAboutAddress ? advised(error, { address, caller: nobodyAt(address) }) : error
}

/** The token is kept only after the server has taken it. */
async function withToken({ world, values }: Invocation, address: Address, signIns: SignIns): Promise<WhoAmI> {
  assertChosen(address)
  const token = await readSecret(world, `API token for ${address.url} (it is not shown): `)
  const me = await conduitFor(world, values, address, apiToken(token)).user.whoami()
  await signIns.store.set(address.url, { accessToken: token })
  await signIns.set(address.url, { kind: 'api-token' })
  return me
}

async function withBrowser(
  { world, values, output }: Invocation,
  address: Address,
  signIns: SignIns,
): Promise<WhoAmI> {
  await assertGateway(world, address)
  const before = await signIns.get(address.url)
  const known = before?.kind === 'oauth' ? before.clientId : undefined
  const clientId = values.text('client-id') ?? world.env.CONDUIT_CLIENT_ID ?? known
  if (!clientId) throw withoutApplication(address)
  const asked = values.list('scope').flatMap((scopes) => scopes.split(/[\s,]+/).filter(Boolean))
  const scopes = asked.length > 0 ? asked : ownScopes
  const token = await signInWithBrowser(world, output, {
    address,
    clientId,
    scopes,
    granted: clientId === known ? (await signIns.store.get(address.url))?.scopes : undefined,
    seconds: values.positiveNumber('wait') ?? WAIT,
    mayOpenBrowser: !values.has('no-browser'),
  })
  await signIns.store.set(address.url, token)
  await signIns.set(address.url, { kind: 'oauth', clientId })
  const missing = scopes.filter((scope) => !token.scopes?.includes(scope))
  if (missing.length > 0) output.note(`Not granted: ${missing.join(' ')}`)
  const caller = await callerAt(address, { ...world, env: {} }, signIns)
  try {
    return await conduitFor(world, values, address, caller.credential).user.whoami()
  } catch (error) {
    throw advised(error, { address, caller })
  }
}

/** As for CONDUIT_TOKEN: what a pipe brings must not go to a server that a repository named. */
function assertChosen({ chosen, from }: Address): void {
  if (chosen) return
  throw new UsageError(
    `The address comes from ${from}, which the repository's authors wrote.`,
    'Give it with --url, so that the token goes where you mean it to.',
  )
}

function withoutApplication({ url }: Address): UsageError {
  return new UsageError(
    `It is not known as which application to sign in to ${url}.`,
    'Ask an administrator there to register a public application with the redirect URI http://127.0.0.1/callback, and give its identifier with --client-id this once; or use --token.',
    'not_configured',
  )
}
