import { ConfigurationError } from './errors.ts'

/**
 * The address of a server with a slash at its end, so that `api/…` can be resolved against it.
 *
 * @param option what the caller calls it, for the error
 * @throws {ConfigurationError} which does not repeat the address: there may be a password in it.
 */
export function serverUrl(given: string | URL, option: 'url' | 'server' = 'url'): string {
  if (!URL.canParse(String(given)))
    throw new ConfigurationError(`\`${option}\` is not a URL such as https://phorge.example.com.`)
  const url = new URL(given)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new ConfigurationError(`\`${option}\` must begin with https:// or http://.`)
  }
  if (url.username || url.password)
    throw new ConfigurationError(`\`${option}\` must not hold a user name or password.`)
  if (url.search || url.hash)
    throw new ConfigurationError(`\`${option}\` must not have a query or a fragment.`)
  // Arcanist's configuration has the address with /api/ at its end.
  return `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/api$/, '')}/`
}
