import { Unavailable } from '../../backend.ts'
import type { PhorgeSite } from '../site.ts'
import type { PhorgeVisitor } from './visitors.ts'

export type Minting =
  | { readonly token: string; readonly phorgeId: number }
  /** Phorge wants to see the second factor of this person before. */
  | { readonly needs: 'second-factor' }

/** Where Phorge asks for the second factor, and makes a token after that. */
export function mintingPath(userPhid: string): string {
  return `/conduit/token/edit/?objectPHID=${encodeURIComponent(userPhid)}`
}

/**
 * Has Phorge make an API token for the person who is before the browser, as its own page would. `/conduit/login/` would
 * make one too, but says no number by which it can be ended.
 *
 * @throws {Unavailable} also when Phorge shows something else than it is known to
 */
export async function mintToken(site: PhorgeSite, visitor: PhorgeVisitor): Promise<Minting> {
  const proof = { cookies: visitor.cookies, csrfToken: visitor.phorgeCsrfToken }
  const made = await site.post('/conduit/token/edit/', proof, { objectPHID: visitor.account.phid })
  const [, id] = /^\/conduit\/token\/edit\/(\d+)\/$/.exec(made.location ?? '') ?? []
  if (id === undefined) {
    if (made.text.includes('name="__hisec__"')) return { needs: 'second-factor' }
    throw noToken()
  }
  const { text } = await site.get(`/conduit/token/edit/${id}/`, visitor.cookies)
  const token = / value="(api-[a-z0-9]{28})"/.exec(text)?.[1]
  if (token === undefined) throw noToken()
  return { token, phorgeId: Number(id) }
}

/** Ends a token at Phorge. Whether it worked: a second factor may be asked for, or it is gone already. */
export async function endToken(site: PhorgeSite, visitor: PhorgeVisitor, phorgeId: number): Promise<boolean> {
  const proof = { cookies: visitor.cookies, csrfToken: visitor.phorgeCsrfToken }
  try {
    return (await site.post(`/conduit/token/terminate/${phorgeId}/`, proof, {})).status === 302
  } catch (error) {
    if (error instanceof Unavailable) return false
    throw error
  }
}

function noToken(): Unavailable {
  return new Unavailable('Phorge did not make an API token. May this person use Conduit there?', {
    illness: 'failed',
    status: 502,
    done: 'unknown',
  })
}
