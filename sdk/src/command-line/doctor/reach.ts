import { isLoopback } from '../../oauth/transport.ts'
import { type Connection, conduitFor } from '../connect.ts'
import type { Values } from '../values.ts'
import type { World } from '../world.ts'
import { type Finding, note, ok, problem, problemFrom } from './finding.ts'

/** Seconds. Signed requests and the expiry of tokens go by the clock. */
const TOLERATED_SKEW = 60

/** Whether Conduit answers at the address, and what its answer says of the clocks. */
export async function reach(world: World, values: Values, connection: Connection): Promise<Finding[]> {
  const { address } = connection
  let date: string | null = null
  const fetch: typeof globalThis.fetch = async (...request) => {
    const response = await world.fetch(...request)
    date = response.headers.get('date')
    return response
  }
  const conduit = conduitFor({ ...world, fetch }, values, address, undefined)
  try {
    await conduit.call('conduit.ping')
  } catch (error) {
    return [(await atTheRoot(world, values, connection)) ?? problemFrom('reach', error, connection)]
  }
  return [
    ok('reach', `Conduit answers at ${address.url} (address from ${address.from}).`),
    ...transport(address.url),
    ...clock(date, world.now()),
  ]
}

/** The address of a page, or of `/api/` on a server that is somewhere else: a common slip. */
async function atTheRoot(
  world: World,
  values: Values,
  { address }: Connection,
): Promise<Finding | undefined> {
  const { origin, pathname } = new URL(address.url)
  if (pathname === '/') return undefined
  try {
    await conduitFor(world, values, { ...address, url: `${origin}/` }, undefined).call('conduit.ping')
  } catch {
    return undefined
  }
  const remedy = `Use ${origin}/ in place of what ${address.from} says.`
  return problem('reach', `Conduit is not at ${address.url}, but at ${origin}/.`, remedy)
}

function transport(url: string): Finding[] {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || isLoopback(hostname)) return []
  return [
    note(
      'transport',
      'The address is plain http: tokens can be read on their way.',
      'Use an https address; OAuth is refused without.',
    ),
  ]
}

function clock(date: string | null, now: number): Finding[] {
  const server = date === null ? Number.NaN : Date.parse(date) / 1000
  if (Number.isNaN(server)) return [note('clock', 'The server does not tell the time.')]
  const skew = Math.round(now - server)
  if (Math.abs(skew) <= TOLERATED_SKEW) return [ok('clock', 'The clocks agree.')]
  const how = skew > 0 ? 'ahead of' : 'behind'
  return [
    problem(
      'clock',
      `The clock of this machine is ${Math.abs(skew)} seconds ${how} the server's.`,
      'Set the clock that is wrong, best by NTP: tokens are renewed too early or too late by it.',
    ),
  ]
}
