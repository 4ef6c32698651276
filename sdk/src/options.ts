import type { ConduitOptions } from './conduit.ts'
import { ConfigurationError } from './errors.ts'

const LONGEST_TIMER = 2 ** 31 - 1

/** Refuses what a program without types may pass. @throws {ConfigurationError} which never repeats a value. */
export function assertOptions(options: ConduitOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError('Conduit takes an object: new Conduit({ url, credential }).')
  }
  const { credential, timeout, attemptTimeout, retries, concurrency } = options
  if (credential !== undefined && typeof credential?.authorization !== 'function') {
    throw new ConfigurationError('`credential` is not a credential.', {
      remedy: 'Use apiToken(…) or oauthSession(…), or leave it out.',
    })
  }
  assertTimeout(timeout)
  assertTimeout(attemptTimeout, 'attemptTimeout')
  assertCount('retries', retries, 0)
  assertCount('concurrency', concurrency, 1)
}

function assertCount(option: string, count: number | undefined, least: number): void {
  if (count === undefined || (Number.isInteger(count) && count >= least)) return
  throw new ConfigurationError(`\`${option}\` is not a whole number from ${least} on.`)
}

/** @throws {ConfigurationError} */
export function assertTimeout(timeout: number | false | undefined, option = 'timeout'): void {
  if (timeout === undefined || timeout === false) return
  if (Number.isInteger(timeout) && timeout > 0 && timeout <= LONGEST_TIMER) return
  throw new ConfigurationError(
    `\`${option}\` is not a whole number of milliseconds above 0, or \`false\` for no limit.`,
  )
}
