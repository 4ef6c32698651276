import { Conduit } from '../conduit.ts'
import type { Credential } from '../credentials/credential.ts'
import { serverUrl } from '../server-url.ts'
import { type Caller, callerAt } from './caller.ts'
import { addressOfUser, addressOfWorkingCopy } from './configuration/arcanist.ts'
import { SignIns } from './configuration/sign-ins.ts'
import { UsageError } from './failure.ts'
import type { Values } from './values.ts'
import type { World } from './world.ts'

export interface Address {
  readonly url: string
  /** In words: `--url`, `CONDUIT_URL`, or the file. */
  readonly from: string
  /** Whether the person at this machine chose it: an `.arcconfig` is written by whoever wrote the repository. */
  readonly chosen: boolean
}

/** A server, and who calls it. */
export interface Connection {
  readonly address: Address
  readonly caller: Caller
  readonly conduit: Conduit
  readonly signIns: SignIns
}

/** @throws {UsageError} when no server is configured. @throws {ConduitError} when the configured token cannot be one. */
export async function connect(world: World, values: Values): Promise<Connection> {
  const signIns = new SignIns(world.env)
  const address = await addressFrom(world, values, signIns)
  const caller = await callerAt(address, world, signIns)
  return { address, caller, signIns, conduit: conduitFor(world, values, address, caller.credential) }
}

export function conduitFor(
  world: World,
  values: Values,
  { url }: Address,
  credential: Credential | undefined,
): Conduit {
  const seconds = values.positiveNumber('timeout')
  return new Conduit({
    url,
    credential,
    fetch: world.fetch,
    signal: world.signal,
    ...(seconds !== undefined && { timeout: Math.ceil(seconds * 1000) }),
  })
}

/**
 * The first that is there: the option, the environment, the working copy, the server signed in to last, the user's and
 * the machine's arcanist configuration. A working copy goes before what holds everywhere, as in arcanist: its tasks are
 * on its own server.
 */
export async function addressFrom(world: World, values: Values, signIns: SignIns): Promise<Address> {
  const option = values.text('url')
  if (option !== undefined) return named(option, '--url', true)
  if (world.env.CONDUIT_URL) return named(world.env.CONDUIT_URL, 'CONDUIT_URL', true)
  const here = await addressOfWorkingCopy(world.cwd)
  if (here) return named(here.url, here.file, false)
  const current = await signIns.current()
  if (current) return named(current, 'the last login', true)
  const user = await addressOfUser(world)
  if (user) return named(user.url, user.file, true)
  throw new UsageError(
    'It is not known which server is meant.',
    'Name it with --url or CONDUIT_URL, sign in with phorge-conduit login --url URL, or run this in a working copy with an .arcconfig.',
    'not_configured',
  )
}

/** The address is not repeated in an error: there may be a password in it. */
function named(url: string, from: string, chosen: boolean): Address {
  try {
    return { url: serverUrl(url.trim()), from, chosen }
  } catch {
    throw new UsageError(
      `The address in ${from} is not that of a server.`,
      'Write it as a browser shows it, such as https://phorge.example.com, without user name, query and fragment.',
      'not_configured',
    )
  }
}
