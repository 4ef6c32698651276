/** Follows redirects with cookies as a browser does, one jar for each origin. Stops where `until` says. */
export function browser() {
  const jars = new Map<string, Map<string, string>>()

  async function request(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin, pathname } = new URL(url)
    const jar = jars.get(origin) ?? new Map<string, string>()
    jars.set(origin, jar)
    const cookie = [...jar]
      .filter(([, value]) => pathname.startsWith(value.split('\n')[1] ?? '/'))
      .map(([name, value]) => `${name}=${value.split('\n')[0]}`)
      .join('; ')
    const headers = new Headers(init.headers)
    if (cookie) headers.set('cookie', cookie)
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      const path = /; *path=([^;]+)/i.exec(line)?.[1] ?? '/'
      if (value === '' || /; *max-age=0/i.test(line)) jar.delete(name)
      else jar.set(name, `${value}\n${path}`)
    }
    return response
  }

  /** Opens `url`, follows redirects, and returns the first address for which `until` holds, unopened. */
  async function follow(url: string, until: (url: URL) => boolean): Promise<URL> {
    let here = new URL(url)
    for (let hops = 0; hops < 15; hops++) {
      if (until(here)) return here
      const response = await request(here.href)
      const location = response.headers.get('location')
      if (!location) throw new Error(`${here.pathname} answered ${response.status}: ${await response.text()}`)
      here = new URL(location, here)
    }
    throw new Error('too many redirects')
  }

  return {
    request,
    follow,
    cookies: (origin: string) =>
      new Map([...(jars.get(origin) ?? [])].map(([k, v]) => [k, v.split('\n')[0]])),
  }
}
