/** What the process of the gateway tells when it listens. */
export interface Started {
  readonly url: string
  readonly rjkaplan: Credentials
  readonly angie: Credentials
  readonly admin: Credentials
}

interface Credentials {
  readonly phid: string
  readonly session: string
  readonly apiToken: string
}

/** What a form of a page has in it, apart from what people type. */
export type Hidden = Readonly<Record<'csrf' | 'change_token', string>>
export type Fields = readonly (readonly [name: string, value: string])[]

/** Somebody with a browser and with programs. Each request is answered, or the gateway is gone and it throws. */
export class Person {
  readonly #url: string
  readonly #credentials: Credentials

  constructor(url: string, credentials: Credentials) {
    this.#url = url
    this.#credentials = credentials
  }

  /** Opens a page, and takes what its form will send. */
  async open(path: string): Promise<Hidden> {
    const text = await (await this.#browse(path)).text()
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? ''
    return { csrf: hidden('csrf'), change_token: hidden('change_token') }
  }

  /** Sends a form. @returns the page of the answer, or where it leads: `?done=…` when it was done */
  async send(path: string, hidden: Hidden, fields: Fields): Promise<string> {
    const body = new URLSearchParams([
      ...Object.entries(hidden),
      ...fields.map(([name, value]) => [name, value]),
    ])
    const response = await this.#browse(path, { method: 'POST', body })
    return response.headers.get('location') ?? (await response.text())
  }

  /** Calls a Conduit method. @returns its result; `undefined` when the call was refused */
  async call(method: string, params: object): Promise<Record<string, unknown> | undefined> {
    const answer = await callWith(this.#url, this.#credentials.apiToken, method, params)
    return answer.error_code === null ? answer.result : undefined
  }

  /** Posts JSON as a program. @returns the answer; `undefined` when it was refused */
  async post(path: string, body: object): Promise<Record<string, unknown> | undefined> {
    const response = await fetch(`${this.#url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.#credentials.apiToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as Record<string, unknown>
    return response.ok ? answer : undefined
  }

  #browse(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { cookie: `gateway_session=${this.#credentials.session}`, accept: 'text/html' }
    return fetch(`${this.#url}${path}`, { ...init, headers, redirect: 'manual' })
  }
}

interface Answered {
  readonly error_code: string | null
  readonly result: Record<string, unknown>
}

/** Whether one can call with this API token. */
export async function isGoodToken(url: string, token: string): Promise<boolean> {
  return (await callWith(url, token, 'user.whoami', {})).error_code === null
}

/** Whether the token endpoint knows the application by this secret, whatever it thinks of the rest. */
export async function isGoodSecret(url: string, clientId: string, secret: string): Promise<boolean> {
  const response = await fetch(`${url}/oauthserver/token/`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: 'none',
      client_id: clientId,
      client_secret: secret,
    }),
  })
  const { error } = (await response.json()) as { readonly error?: string }
  return error !== 'invalid_client'
}

async function callWith(url: string, token: string, method: string, params: object): Promise<Answered> {
  const sent = { ...params, __conduit__: { token } }
  const body = new URLSearchParams({ params: JSON.stringify(sent), output: 'json' })
  return (await (await fetch(`${url}/api/${method}`, { method: 'POST', body })).json()) as Answered
}
