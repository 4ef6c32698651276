import { ConfigurationError } from '../errors.ts'

/**
 * Runs tasks of one key one after the other in all tabs and workers of this origin. The browser frees the lock of a
 * tab that is closed or crashes.
 *
 * @param name of the store: keys of other stores do not wait for each other
 */
export function withWebLock<Result>(name: string, key: string, task: () => Promise<Result>): Promise<Result> {
  const { locks } = globalThis.navigator ?? {}
  if (!locks) {
    return Promise.reject(
      new ConfigurationError('There are no Web Locks here, so that two tabs could renew the same token.', {
        remedy: 'Serve the page over https:// or from localhost; outside of browsers use another store.',
      }),
    )
  }
  return locks.request(`${name}:${key}`, task)
}
