/** Where a navigation ended: a page of the gateway, or the address elsewhere that it was sent to. */
export interface Landing {
  readonly url: URL
  /** Empty when the address is another site's: nothing is fetched there. */
  readonly html: string
}

const MOST_HOPS = 20

/** As much of a browser as the gateway's consent takes: cookies, redirects, `Refresh`, forms. */
export class Browser {
  readonly #origin: string
  readonly #cookies: Map<string, string>

  constructor(url: string, cookies: Readonly<Record<string, string>>) {
    this.#origin = new URL(url).origin
    this.#cookies = new Map(Object.entries(cookies))
  }

  async open(address: string | URL, form?: URLSearchParams): Promise<Landing> {
    let url = new URL(address, this.#origin)
    let body = form
    for (let hops = 0; hops < MOST_HOPS; hops += 1) {
      if (url.origin !== this.#origin) return { url, html: '' }
      const response = await fetch(url, {
        method: body ? 'POST' : 'GET',
        redirect: 'manual',
        headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(body && { body }),
      })
      this.#keep(response)
      const html = await response.text()
      const next = response.headers.get('location') ?? refreshTarget(response)
      if (!next) return { url, html }
      url = new URL(next, url)
      body = undefined
    }
    throw new Error(`${url.pathname} redirects without end.`)
  }

  /** Sends the first form of the page with what is hidden in it, and these fields. */
  async submit({ url, html }: Landing, fields: readonly (readonly [string, string])[]): Promise<Landing> {
    const main = html.slice(html.indexOf('<main'))
    const [, action = '', inner = ''] = /<form[^>]* action="([^"]*)"[^>]*>(.*?)<\/form>/s.exec(main) ?? []
    const hidden = inputs(inner).filter(({ type }) => type === 'hidden')
    const form = new URLSearchParams(hidden.map(({ name, value }) => [name, value]))
    for (const [name, value] of fields) form.append(name, value)
    return this.open(new URL(action, url), form)
  }

  #keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
  }
}

interface Input {
  readonly type: string
  readonly name: string
  readonly value: string
}

export function inputs(html: string): Input[] {
  return [...html.matchAll(/<input[^>]*>/g)].map(([tag]) => ({
    type: attribute(tag, 'type'),
    name: attribute(tag, 'name'),
    value: attribute(tag, 'value'),
  }))
}

function attribute(tag: string, name: string): string {
  return (new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '').replaceAll('&amp;', '&')
}

function refreshTarget(response: Response): string | undefined {
  return /^0; url=(.*)$/.exec(response.headers.get('refresh') ?? '')?.[1]
}
