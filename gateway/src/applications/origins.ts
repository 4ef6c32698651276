import type { Application } from './applications.ts'

/**
 * Firefox's redirect address of an extension, made of the extension's identifier. Firefox hands what is sent there to that
 * extension alone and never loads it.
 */
const FIREFOX_REDIRECT = /^https:\/\/[0-9a-f]{40}\.extensions\.allizom\.org(?:\/|$)/
const FIREFOX_EXTENSION = /^moz-extension:\/\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Whether a browser may redeem an application's codes and use its tokens from this origin: one that was registered.
 *
 * Firefox gives an extension another origin in each installation, so none can be registered: that of any Firefox extension
 * stands for a public application whose redirect URI is Firefox's own. No web page has such an origin. Another extension
 * has, and gains nothing by it: with its permission for this server it can leave `Origin` out as any program can, and
 * needs the code and its PKCE verifier, or the token, all the same.
 */
export function isOriginAllowed(
  { origins, redirectUris, kind }: Pick<Application, 'origins' | 'redirectUris' | 'kind'>,
  origin: string,
): boolean {
  if (origins.includes(origin)) return true
  if (kind !== 'public' || !FIREFOX_EXTENSION.test(origin)) return false
  return redirectUris.some((uri) => FIREFOX_REDIRECT.test(uri))
}
