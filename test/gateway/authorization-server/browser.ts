/** Where a navigation ended: a page of the gateway, or an address elsewhere that it was sent to. */
export interface Landing {
  readonly url: URL
  readonly status: number
  /** Empty when the address is another site's: nothing is fetched there. */
  readonly html: string
  readonly headers: Headers
}

/** As much of a browser without JavaScript as these pages need: cookies, redirects, `Refresh`, forms. */
export class Browser {
  readonly #origin: string
  readonly #cookies = new Map<string, { value: string; path: string }>()
  readonly #seen = new Map<string, string>()

  constructor(url: string) {
    this.#origin = new URL(url).origin
  }

  /** Every cookie it ever had, by name and value. */
  seenCookies(): ReadonlyMap<string, string> {
    return this.#seen
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name)?.value
  }

  setCookie(name: string, value: string): void {
    this.#seen.set(`${name} ${value.slice(0, 6)}`, value)
    this.#cookies.set(name, { value, path: '/' })
  }

  /** Takes over who is signed in there, as a sign-in page in another tab would. */
  adopt(other: Browser): void {
    for (const [name, cookie] of other.#cookies) this.#cookies.set(name, cookie)
  }

  dropCookies(): void {
    this.#cookies.clear()
  }

  async open(address: string | URL, form?: URLSearchParams): Promise<Landing> {
    let url = new URL(address, this.#origin)
    let body = form
    for (let hops = 0; hops < 20; hops++) {
      if (url.origin !== this.#origin) return { url, status: 0, html: '', headers: new Headers() }
      const response = await fetch(url, {
        method: body ? 'POST' : 'GET',
        redirect: 'manual',
        headers: { cookie: this.#cookieHeader(url), accept: 'text/html' },
        ...(body && { body }),
      })
      this.#keep(response, url)
      const html = await response.text()
      const next = response.headers.get('location') ?? refreshTarget(response)
      if (!next) return { url, status: response.status, html, headers: response.headers }
      url = new URL(next, url)
      body = undefined
    }
    throw new Error('redirected too often')
  }

  /** Presses a button of the consent page. */
  press(page: Landing, decision: string, untick: readonly string[] = []): Promise<Landing> {
    return this.submit(page, { decision }, untick)
  }

  /** Sends the form of the page, with what is hidden and ticked in it. */
  async submit({ url, html }: Landing, fields: Record<string, string>, untick: readonly string[] = []) {
    const main = html.slice(html.indexOf('<main'))
    const [, action = '', inner = ''] = /<form[^>]* action="([^"]*)"[^>]*>(.*?)<\/form>/s.exec(main) ?? []
    const form = new URLSearchParams(fields)
    for (const [tag] of inner.matchAll(/<input[^>]*>/g)) {
      const value = attribute(tag, 'value')
      if (/ disabled/.test(tag) || untick.includes(value)) continue
      if (/type="hidden"/.test(tag) || / checked/.test(tag)) form.append(attribute(tag, 'name'), value)
    }
    return this.open(new URL(action, url), form)
  }

  #cookieHeader({ pathname }: URL): string {
    return [...this.#cookies]
      .filter(([, { path }]) => pathname === path || pathname.startsWith(path.replace(/\/?$/, '/')))
      .map(([name, { value }]) => `${name.split('|')[0]}=${value}`)
      .join('; ')
  }

  #keep(response: Response, { pathname }: URL): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? pathname
      const key = path === '/' ? name : `${name}|${path}`
      const expires = /;\s*expires=([^;]+)/i.exec(line)?.[1]
      if (value === '' || (expires && new Date(expires) < new Date())) this.#cookies.delete(key)
      else {
        this.#cookies.set(key, { value, path })
        this.#seen.set(`${name} ${value.slice(0, 6)}`, value)
      }
    }
  }
}

function refreshTarget(response: Response): string | undefined {
  return /^0; url=(.*)$/.exec(response.headers.get('refresh') ?? '')?.[1]
}

function attribute(tag: string, name: string): string {
  return (new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '').replaceAll('&amp;', '&')
}
