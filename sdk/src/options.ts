import type { ConduitOptions } from './conduit.ts'
import { ConfigurationError } from './errors.ts'

const LONGEST_TIMER = 2 ** 31 - 1

/** Refuses what a program without types may pass. @throws {ConfigurationError} which never repeats a value. */
export function assertOptions(options: ConduitOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError('Conduit takes an object: new Conduit({ url, credential }).')
  }
  const { credential, timeout } = options
  if (credential !== undefined && typeof credential?.authorization !== 'function') {
    throw new ConfigurationError('`credential` is not a credential.', {
      remedy: 'Use apiToken(…) or oauthSession(…), or leave it out.',
    })
  }
  assertTimeout(timeout)
}

/** @throws {ConfigurationError} */
export function assertTimeout(timeout: number | false | undefined): void {
  if (timeout === undefined || timeout === false) return
  if (Number.isInteger(timeout) && timeout > 0 && timeout <= LONGEST_TIMER) return
  throw new ConfigurationError(
    '`timeout` is not a whole number of milliseconds above 0, or `false` for no limit.',
  )
}
