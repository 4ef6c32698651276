import { Conduit, isConduitError } from 'phorge-conduit'
import { discover } from 'phorge-conduit/oauth'
import type { Found } from '../../settings.ts'

/** What a gateway's administrator registers this extension as, unless they say otherwise. */
const CLIENT_ID = 'phorge-conduit-extension'

/** Finds out what is at an address: by a method that needs no sign-in, and by the metadata that only a gateway has. */
export async function probe(url: string): Promise<Found> {
  try {
    await new Conduit({ url, retries: 1, timeout: 10_000 }).conduit.ping()
  } catch (error) {
    if (!isConduitError(error)) throw error
    const isAnswer = error.code !== 'network' && error.code !== 'timeout' && error.code !== 'server'
    return isAnswer ? { kind: 'neither', url } : { kind: 'unreachable', url, message: error.message }
  }
  return (await isGateway(url))
    ? { kind: 'gateway', url, proposal: { method: 'oauth', clientId: CLIENT_ID } }
    : { kind: 'phorge', url, proposal: { method: 'browser-session' } }
}

async function isGateway(url: string): Promise<boolean> {
  try {
    return (await discover(url, { allowInsecure: true, timeout: 10_000 })).kind === 'rfc8414'
  } catch {
    return false
  }
}
