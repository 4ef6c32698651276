import type { ConfigInput } from '../../../gateway/src/config.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { startPages } from '../pages/pages-under-test.ts'
import type { Shown, Visitor } from '../pages/visitor.ts'

export const NEW = '/gateway/settings/my-proposals/new'

/** What programs are answered, whichever part of it there is. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

/** A gateway to which programs and people propose applications. */
export async function startProposals(settings: Partial<ConfigInput> = {}) {
  const pages = await startPages(settings)
  const { gateway, origin } = pages
  const tokens = new Map<string, string>()

  async function tokenOf(userName: string): Promise<string> {
    const known = tokens.get(userName)
    if (known) return known
    const { phid: userPhid } = await pages.account(userName)
    const { token } = await createApiToken(gateway, { userPhid, name: 'programs' })
    tokens.set(userName, token)
    return token
  }

  async function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answered> {
    const isForm = body instanceof URLSearchParams
    const response = await fetch(`${origin}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...(!isForm && body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} }
  }

  return {
    ...pages,
    tokenOf,
    send,
    /** As somebody, by an API token of theirs. */
    async sendAs(userName: string, path: string, body?: unknown): Promise<Answered> {
      return send(path, body, { authorization: `Bearer ${await tokenOf(userName)}` })
    },
    /** The client identifier of what somebody just proposed by the form. */
    async proposeByForm(visitor: Visitor, fields: Record<string, string | string[]>): Promise<Shown> {
      return visitor.submit(await visitor.open(NEW), NEW, fields)
    },
    /** The rows as they are, by name. */
    async rowsOf(name: string) {
      return gateway.database
        .selectFrom('applications')
        .selectAll()
        .where('name', '=', name)
        .orderBy('id')
        .execute()
    },
  }
}

export type Proposals = Awaited<ReturnType<typeof startProposals>>
