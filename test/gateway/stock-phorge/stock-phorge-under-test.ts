import { type Gateway, readConfig, type StockPhorge, startGateway } from '../../../gateway/src/app.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { browser } from '../../sdk/oauth/browser.ts'

export interface StockPhorgeUnderTest {
  readonly url: string
  readonly gateway: Gateway
  readonly phorge: StockPhorge
  /** What the clock shows; set it to let time pass. */
  now: number
  /** An API token of this account. */
  apiToken(userName: string): Promise<string>
  close(): Promise<void>
}

/** An embedded server of its own in memory, with the face of a stock Phorge and the demo accounts. */
export async function startStockPhorge(): Promise<StockPhorgeUnderTest> {
  const clock = { now: 1_800_000_000 }
  const options = { port: 0, dataDirectory: ':memory:', demo: true, face: 'phorge', logLevel: 'silent' }
  const running = await startGateway(readConfig({ options }), { now: () => clock.now })
  const { gateway, server, phorge } = running
  if (!phorge) throw new Error('it has another face')
  return {
    url: server.listeningOrigin,
    gateway,
    phorge,
    get now() {
      return clock.now
    },
    set now(time) {
      clock.now = time
    },
    async apiToken(userName) {
      const account = await gateway.backend.accountByName(userName)
      const { token } = await createApiToken(gateway, { userPhid: account?.phid ?? '', name: 'test' })
      return token
    },
    close: () => running.close(),
  }
}

export interface Page {
  readonly status: number
  readonly type: string
  readonly title: string
  readonly text: string
  readonly headers: Headers
  /** The named fields of its form, with what stands in them. */
  readonly fields: Readonly<Record<string, string>>
  /** Values of text fields without a name. */
  readonly shown: readonly string[]
  /** Addresses by the text of the link. */
  readonly links: Readonly<Record<string, string>>
}

/** A browser that reads pages and sends their forms. */
export function visitor({ url }: { readonly url: string }) {
  const { request, cookies } = browser()

  async function open(path: string, init?: RequestInit): Promise<Page> {
    const response = await request(new URL(path, url).href, init)
    return readPage(response)
  }

  /** Sends the form of `page` with these values put in, to where it goes or to `path`. */
  async function submit(path: string, page: Page, values: Record<string, string> = {}): Promise<Page> {
    return open(path, { method: 'POST', body: new URLSearchParams({ ...page.fields, ...values }) })
  }

  return {
    open,
    submit,
    cookie: (name: string) => cookies(new URL(url).origin).get(name),
    async signIn(userName: string, password = 'correct-horse') {
      const form = await open('/auth/start/')
      return submit('/auth/login/password:self/', form, { username: userName, password })
    },
    /** What `/login/refresh/` gives. */
    async csrfToken(): Promise<string> {
      const { text } = await open('/login/refresh/')
      return JSON.parse(text.slice('for (;;);'.length)).payload.token
    },
    async call(method: string, body: Record<string, string>, headers: Record<string, string> = {}) {
      const response = await request(new URL(`/api/${method}`, url).href, {
        method: 'POST',
        body: new URLSearchParams(body),
        headers,
      })
      return response.json()
    },
  }
}

async function readPage(response: Response): Promise<Page> {
  const text = await response.text()
  const inputs = [...text.matchAll(/<input ([^>]*)>/g)].map(([, attributes = '']) => ({
    name: attribute(attributes, 'name'),
    value: attribute(attributes, 'value') ?? '',
  }))
  const links = [...text.matchAll(/<a class="button" href="([^"]*)">([^<]*)</g)]
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    title: unescaped(/<title>([^<]*)</.exec(text)?.[1] ?? ''),
    text,
    headers: response.headers,
    fields: Object.fromEntries(inputs.flatMap(({ name, value }) => (name ? [[name, value]] : []))),
    shown: inputs.flatMap(({ name, value }) => (name ? [] : [value])),
    links: Object.fromEntries(links.map(([, href = '', label = '']) => [unescaped(label), unescaped(href)])),
  }
}

function attribute(attributes: string, name: string): string | undefined {
  const value = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1]
  return value === undefined ? undefined : unescaped(value)
}

function unescaped(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
