import { browser } from '../../sdk/oauth/browser.ts'
import { registerApplication } from '../applications/register-application.ts'
import { fieldsOf, type Shown, textOf } from '../pages/visitor.ts'
import type { BeforeStockPhorge } from './before-stock-phorge.ts'

const CALLBACK = 'http://application.test/callback'
const PASSWORD = 'correct-horse'

/** Somebody at a browser that goes from the gateway to Phorge and back, and stops where an application would begin. */
export interface Person {
  /** Follows redirects, and pages that go on by themselves. */
  open(address: string): Promise<Shown>
  /** Sends the form with this action. */
  submit(page: Shown, action: string, fields?: Record<string, string>): Promise<Shown>
  /** Presses the link with this text. */
  press(page: Shown, text: string): Promise<Shown>
  /** Answers Phorge's sign-in page. */
  signInAtPhorge(userName: string): Promise<void>
  cookie(origin: string, name: string): string | undefined
}

export function personAt({ url, phorgeUrl, gateway }: BeforeStockPhorge): Person {
  const { request, cookies } = browser()
  const phorge = gateway.phorge?.mode === 'same-origin' ? url : phorgeUrl

  async function load(address: string, init?: RequestInit): Promise<Shown> {
    const response = await request(address, init)
    const refresh = /^0; url=(.*)$/.exec(response.headers.get('refresh') ?? '')?.[1]
    const next = response.headers.get('location') ?? refresh
    if (next !== undefined) {
      const to = new URL(next, address)
      if (to.href.startsWith(CALLBACK)) return { ...nothing, url: to.href, status: response.status }
      return load(to.href)
    }
    const html = await response.text()
    return { url: address, status: response.status, headers: response.headers, html, text: textOf(html) }
  }

  return {
    open: (address) => load(new URL(address, url).href),
    async submit(page, action, fields = {}) {
      const form = fieldsOf(page, action)
      for (const [name, value] of Object.entries(fields)) form.set(name, value)
      const origin = new URL(page.url).origin
      return load(new URL(action, page.url).href, { method: 'POST', body: form, headers: { origin } })
    },
    async press(page, text) {
      const links = [...page.html.matchAll(/<a class="button" href="([^"]*)">([^<]*)</g)]
      const href = links.find(([, , label]) => label === text)?.[1]
      if (href === undefined) throw new Error(`no link "${text}" on ${page.text}`)
      return load(new URL(href.replaceAll('&amp;', '&'), page.url).href)
    },
    async signInAtPhorge(userName) {
      const page = await load(`${phorge}/auth/start/`)
      await this.submit(page, '/auth/login/password:self/', { username: userName, password: PASSWORD })
    },
    cookie: (origin, name) => cookies(origin).get(name),
  }
}

const nothing = { headers: new Headers(), html: '', text: '' }

export interface Application {
  /** Where an authorization begins. */
  readonly address: string
  /** The access token that the code in this address is good for. */
  redeem(callback: string): Promise<string>
}

/** An application of some other back end, allowed these scopes, and asking for them. */
export async function applicationAt(
  { gateway, url }: BeforeStockPhorge,
  ...scopes: string[]
): Promise<Application> {
  const { clientId, clientSecret } = await registerApplication(gateway, { redirectUris: [CALLBACK], scopes })
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: CALLBACK,
    scope: scopes.join(' '),
    state: 'state',
  })
  return {
    address: `${url}/oauthserver/auth/?${query}`,
    async redeem(callback) {
      const body = new URLSearchParams({
        grant_type: 'authorization_code',
        code: new URL(callback).searchParams.get('code') ?? '',
        redirect_uri: CALLBACK,
        client_id: clientId,
        client_secret: clientSecret,
      })
      const response = await fetch(`${url}/oauthserver/token/`, { method: 'POST', body })
      return ((await response.json()) as { access_token: string }).access_token
    },
  }
}
