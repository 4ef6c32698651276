import { type Dispatcher, Pool } from 'undici'
import * as z from 'zod'
import { type Account, type Envelope, Unavailable } from '../backend.ts'
import { illnessOf, illnessOfError } from './illness.ts'

export interface SiteOptions {
  /** Where Phorge is reached: scheme, host and port. */
  readonly url: string
  /** The address that Phorge knows itself by: it answers to no other host name. */
  readonly publicUrl: string
  /** Milliseconds that an answer may take. */
  readonly deadline: number
}

/** A page of Phorge's, or what stands in its place. */
export interface SitePage {
  readonly status: number
  /** The path of `Location`: the rest of it is the address that Phorge thinks it has. */
  readonly location: string | undefined
  readonly text: string
}

/** With what a request proves whose it is. The browser's own cookies need its CSRF token for everything but pages. */
export type Proof =
  | { readonly cookies: string; readonly csrfToken: string | undefined }
  | { readonly apiToken: string }
  | { readonly accessToken: string }

/** A page with a form has 60 KB. */
const LONGEST_PAGE = 4 * 1024 * 1024

/** Phorge as a person sees it: its pages, and `user.whoami`. Calls that programs make take another way (`Upstream`). */
export class PhorgeSite {
  readonly #pool: Pool
  readonly #headers: Readonly<Record<string, string>>

  constructor({ url, publicUrl, deadline }: SiteOptions) {
    const { host, protocol } = new URL(publicUrl)
    this.#headers = {
      host,
      'x-forwarded-proto': protocol.slice(0, -1),
      'user-agent': 'phorge-conduit-gateway',
    }
    this.#pool = new Pool(url, {
      connections: 16,
      headersTimeout: deadline,
      bodyTimeout: deadline,
      connect: { timeout: Math.min(deadline, 5000) },
      keepAliveTimeout: 4000,
      maxResponseSize: LONGEST_PAGE,
    })
  }

  /** @throws {Unavailable} */
  get(path: string, cookies: string): Promise<SitePage> {
    return this.#page({ path, method: 'GET', headers: { cookie: cookies } })
  }

  /** Sends a form as Phorge's own page would. @throws {Unavailable} */
  post(
    path: string,
    { cookies, csrfToken }: { readonly cookies: string; readonly csrfToken: string },
    fields: Readonly<Record<string, string>>,
  ): Promise<SitePage> {
    const body = new URLSearchParams({ __form__: '1', ...fields, __csrf__: csrfToken }).toString()
    return this.#page({ path, method: 'POST', headers: { cookie: cookies, 'content-type': FORM }, body })
  }

  /** Whose proof it is; the envelope when it is refused. @throws {Unavailable} */
  async whoami(proof: Proof): Promise<Account | Extract<Envelope, { result: null }>> {
    const { status, type, text } = await this.#request({
      path: '/api/user.whoami',
      method: 'POST',
      headers: { 'content-type': FORM, ...headersOf(proof) },
      body: new URLSearchParams({ params: JSON.stringify(paramsOf(proof)), output: 'json' }).toString(),
    })
    const illness = illnessOf({ statusCode: status, contentType: type, retryAfter: undefined }, 'read')
    if (illness) throw illness
    const envelope = whoamiAnswer.safeParse(jsonOf(text))
    if (!envelope.success) throw notUnderstood()
    if (envelope.data.result === null) return { ...envelope.data, result: null }
    return accountOf(envelope.data.result)
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }

  async #page(options: Omit<Dispatcher.RequestOptions, 'headers'> & { headers: Record<string, string> }) {
    const { status, type, location, text } = await this.#request(options)
    const path = location === undefined ? undefined : URL.parse(location, 'http://phorge')?.pathname
    const illness =
      status >= 500 && illnessOf({ statusCode: status, contentType: type, retryAfter: '' }, 'read')
    if (illness) throw illness
    return { status, location: path, text }
  }

  async #request(
    options: Omit<Dispatcher.RequestOptions, 'headers'> & { headers: Record<string, string> },
  ): Promise<{ status: number; type: string; location: string | undefined; text: string }> {
    try {
      const answer = await this.#pool.request({
        ...options,
        headers: { ...this.#headers, ...options.headers },
      })
      const header = (name: string) => answer.headers[name]?.toString()
      return {
        status: answer.statusCode,
        type: header('content-type') ?? '',
        location: header('location'),
        text: await answer.body.text(),
      }
    } catch (error) {
      throw illnessOfError(error, 'read')
    }
  }
}

const FORM = 'application/x-www-form-urlencoded'

const whoamiAnswer = z.union([
  z.object({ result: z.null(), error_code: z.string(), error_info: z.string() }),
  z.object({
    result: z.object({
      phid: z.string().startsWith('PHID-USER-'),
      userName: z.string(),
      realName: z.string(),
      roles: z.array(z.string()),
    }),
  }),
])

function accountOf({
  phid,
  userName,
  realName,
  roles,
}: {
  phid: string
  userName: string
  realName: string
  roles: readonly string[]
}): Account {
  return {
    phid,
    userName,
    realName,
    isAdministrator: roles.includes('admin'),
    isDisabled: roles.includes('disabled') || !roles.includes('activated'),
  }
}

function headersOf(proof: Proof): Record<string, string> {
  if (!('cookies' in proof)) return {}
  const { cookies, csrfToken } = proof
  return { cookie: cookies, ...(csrfToken !== undefined && { 'x-phabricator-csrf': csrfToken }) }
}

function paramsOf(proof: Proof): object {
  if ('apiToken' in proof) return { __conduit__: { token: proof.apiToken } }
  return 'accessToken' in proof ? { __conduit__: { access_token: proof.accessToken } } : {}
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function notUnderstood(): Unavailable {
  return new Unavailable('Phorge did not say who somebody is in the way it is known to.', {
    illness: 'failed',
    status: 502,
    done: 'no',
  })
}
