/** What the browser sent that is Phorge's: all but the cookies of the gateway's own, which are none of its business. */
export function phorgeCookies(header: string | undefined): string {
  return pairsOf(header)
    .filter((pair) => !/^(?:__Host-)?(?:gateway|oauth)_/.test(pair))
    .join('; ')
}

/**
 * The cookie of a session at Phorge, if somebody may be signed in with it. An installation can put a prefix before the
 * name (`phabricator.cookie-prefix`); the session of somebody who is not signed in begins with `A/`.
 */
export function sessionCookie(header: string | undefined): string | undefined {
  const values = pairsOf(header).flatMap((pair) => /^(?:\w+_)?phsid=(.+)$/.exec(pair)?.[1] ?? [])
  return values.find((value) => !/^A(?:\/|%2F)/i.test(value) && value !== 'deleted')
}

function pairsOf(header = ''): string[] {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter(Boolean)
}
