/** A page, as it came. */
export interface Shown {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly html: string
  /** What a person reads: no tags, entities resolved, white space as one space. */
  readonly text: string
}

/** A browser without JavaScript: it keeps cookies, follows redirects and sends the forms that are on a page. */
export class Visitor {
  readonly cookies = new Map<string, string>()
  readonly #origin: string

  constructor(origin: string) {
    this.#origin = origin
  }

  /** One request, no redirect followed. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (this.cookies.size > 0)
      headers.set('cookie', [...this.cookies].map((pair) => pair.join('=')).join('; '))
    const response = await fetch(new URL(path, this.#origin), { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return response
  }

  async open(path: string): Promise<Shown> {
    return this.#follow(path, await this.request(path))
  }

  /** A page, and those that its links to the next one lead to. */
  async *pagesFrom(path: string): AsyncGenerator<Shown> {
    let next: string | undefined = path
    while (next !== undefined) {
      const page = await this.open(next)
      yield page
      next = /rel="next" href="([^"]*)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&')
    }
  }

  async post(
    path: string,
    fields: Record<string, string> | URLSearchParams,
    headers: Record<string, string> = {},
  ): Promise<Shown> {
    const body = new URLSearchParams(fields)
    const init = { method: 'POST', body, headers: { origin: this.#origin, ...headers } }
    return this.#follow(path, await this.request(path, init))
  }

  /** Sends the form with this `action`, as filled in on the page, with these fields changed. */
  async submit(page: Shown, action: string, changes: Record<string, string | string[]> = {}): Promise<Shown> {
    const fields = fieldsOf(page, action)
    for (const [name, values] of Object.entries(changes)) {
      fields.delete(name)
      for (const value of [values].flat()) fields.append(name, value)
    }
    return this.post(action, fields)
  }

  async signIn(userName: string, password: string): Promise<Shown> {
    return this.submit(await this.open('/gateway/sign-in'), '/gateway/sign-in', {
      username: userName,
      password,
    })
  }

  async #follow(path: string, response: Response): Promise<Shown> {
    const location = response.headers.get('location')
    if (location !== null) {
      const url = new URL(location, this.#origin)
      if (url.origin !== this.#origin) throw new Error(`sent to another site: ${url}`)
      return this.open(`${url.pathname}${url.search}`)
    }
    const html = await response.text()
    return { url: path, status: response.status, headers: response.headers, html, text: textOf(html) }
  }
}

/** What the form with this `action` would send as it is. @throws {Error} when the page has no such form. */
export function fieldsOf({ html }: Shown, action: string): URLSearchParams {
  const forms = [...html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)]
  const inner = forms.find(([, found]) => decoded(found ?? '') === action)?.[2]
  if (inner === undefined) throw new Error(`no form for ${action}`)
  const fields = new URLSearchParams()
  for (const [tag] of inner.matchAll(/<input[^>]*>/g)) {
    const ticked = !/type="(?:checkbox|radio)"/.test(tag) || / checked/.test(tag)
    if (ticked) fields.append(attribute(tag, 'name'), attribute(tag, 'value'))
  }
  for (const [tag, content = ''] of inner.matchAll(/<select[^>]*>(.*?)<\/select>/gs)) {
    const [first = '', ...others] = content.match(/<option[^>]*>/g) ?? []
    const chosen = others.find((option) => / selected/.test(option)) ?? first
    fields.append(attribute(tag, 'name'), attribute(chosen, 'value'))
  }
  for (const [tag, content = ''] of inner.matchAll(/<textarea[^>]*>([^<]*)/g)) {
    fields.append(attribute(tag, 'name'), decoded(content).replace(/^\n/, ''))
  }
  return fields
}

function attribute(tag: string, name: string): string {
  return decoded(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
}

export function textOf(html: string): string {
  return decoded(
    html
      .replace(/<head>.*<\/head>/s, '')
      .replaceAll(/<\/(?:dt|dd|li|p|div|h[1-6]|pre)>/g, ' ')
      .replaceAll(/<[^>]*>/g, ''),
  )
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function decoded(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
