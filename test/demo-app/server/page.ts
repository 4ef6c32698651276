import type { Refusal, SessionAnswer, TaskState } from '../../../demo-app/api.ts'
import type { Browser } from '../../gateway/authorization-server/browser.ts'

export interface Answer {
  readonly status: number
  readonly state?: TaskState
  readonly refusal?: Refusal
  readonly choices?: { monogram: string; title: string }[]
}

/** What a page of the error viewer does in a browser: keeps its cookies, and sends what the page's script sends. */
export class Page {
  readonly #url: string
  readonly #gateway: Browser
  readonly #cookies = new Map<string, string>()

  constructor(url: string, gateway: Browser) {
    this.#url = url
    this.#gateway = gateway
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies
  }

  /** Follows the link to the gateway and back, allowing all but `untick`. Returns where the browser ends up. */
  async signIn({ url = '/auth/start', untick = [] }: { url?: string; untick?: readonly string[] } = {}) {
    const sent = await this.fetch(url)
    const landing = await this.#gateway.open(sent.headers.get('location') ?? '')
    const back = landing.html ? await this.#gateway.press(landing, 'allow', untick) : landing
    const callback = await this.fetch(back.url.href)
    return callback.headers.get('location') ?? ''
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { cookie, ...(init.headers as Record<string, string>) }
    const response = await fetch(new URL(path, this.#url), { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    return response
  }

  async get<Body>(path: string): Promise<Body & { status: number; refusal?: Refusal }> {
    const response = await this.fetch(path, { headers: { referer: `${this.#url}/errors/1` } })
    return { status: response.status, ...((await response.json()) as Body) }
  }

  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.fetch(path, {
      method,
      headers: {
        'x-error-viewer': '1',
        origin: this.#url,
        referer: `${this.#url}/errors/1`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, ...((await response.json()) as object) }
  }

  session = () => this.get<SessionAnswer>('/api/session')

  async states(...errors: number[]): Promise<Record<string, TaskState>> {
    return (await this.get<{ states: Record<string, TaskState> }>(`/api/task-states?errors=${errors}`)).states
  }

  async state(error: number): Promise<TaskState> {
    return (await this.states(error))[error] ?? { kind: 'none' }
  }

  create = (error: number, more: object = {}) =>
    this.send('POST', `/api/errors/${error}/task`, {
      title: `Error ${error}`,
      description: 'It broke.',
      ...more,
    })
  link = (error: number, reference: string) => this.send('PUT', `/api/errors/${error}/task`, { reference })
  unlink = (error: number) => this.send('DELETE', `/api/errors/${error}/task`)
  close = (error: number, body: object = { status: 'resolved' }) =>
    this.send('POST', `/api/errors/${error}/task/close`, body)
  reopen = (error: number, body: object = {}) => this.send('POST', `/api/errors/${error}/task/reopen`, body)
}
