/** 303, so that a browser always follows with GET. The address it came from may hold a code: it is not passed on. */
export function redirect(location: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}

export function methodNotAllowed(allowed: 'GET' | 'POST'): Response {
  return new Response(`Use ${allowed}.\n`, { status: 405, headers: { allow: allowed } })
}

export function forbidden(reason: string): Response {
  return new Response(`${reason}\n`, { status: 403 })
}

export function badRequest(reason: string): Response {
  return new Response(`${reason}\n`, { status: 400 })
}
