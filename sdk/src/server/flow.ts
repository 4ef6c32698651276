import * as z from 'zod/mini'
import type { PendingAuthorization } from '../oauth/client.ts'
import type { CookieKeys } from './cookie-keys.ts'
import { maxCookieLength, readCookies, writeCookie } from './cookies.ts'

/** What has to be known when the browser comes back. */
export interface Flow extends PendingAuthorization {
  readonly returnTo: string
  /** Epoch seconds. */
  readonly expiresAt: number
}

const flow = z.object({
  state: z.string(),
  codeVerifier: z.string(),
  scopes: z.optional(z.array(z.string())),
  returnTo: z.string(),
  expiresAt: z.number(),
})

/** Seconds from start to callback. */
const lifetime = 600
/** So many sign-ins of one browser (its tabs) can be under way; their number bounds what a hostile page can make us set. */
const slots = 8

/** Keeps flows in encrypted cookies of the browser that started them, sent to the callback alone. */
export function flowCookies(options: {
  readonly keys: CookieKeys
  readonly name: string
  readonly path: string
  readonly secure: boolean
  readonly now: () => number
}) {
  const { keys, path, secure, now } = options
  const nameOf = (slot: number) => `${secure ? '__Secure-' : ''}${options.name}_flow_${slot}`

  async function read(request: Request, slot: number): Promise<Flow | undefined> {
    const value = await keys.decrypt(nameOf(slot), readCookies(request).get(nameOf(slot)))
    const parsed = flow.safeParse(value)
    return parsed.success && parsed.data.expiresAt > now() ? parsed.data : undefined
  }

  async function write(flow: Flow): Promise<string> {
    const name = nameOf(slotOf(flow.state))
    return writeCookie(name, await keys.encrypt(name, flow), { path, maxAge: lifetime, secure })
  }

  return {
    /** The `Set-Cookie` value which remembers a flow: without a page to return to and scopes where they do not fit. */
    async remember(pending: Omit<Flow, 'expiresAt'>): Promise<string> {
      const cookie = await write({ ...pending, expiresAt: now() + lifetime })
      if (cookie.length <= maxCookieLength) return cookie
      const { state, codeVerifier } = pending
      return write({ state, codeVerifier, returnTo: '/', expiresAt: now() + lifetime })
    },
    /** The flow that `state` belongs to; without a `state` (Phorge's refusal) the one that was started last. */
    async find(request: Request, state: string | null): Promise<Flow | undefined> {
      if (state !== null) {
        const found = await read(request, slotOf(state))
        return found?.state === state ? found : undefined
      }
      const all = await Promise.all(Array.from({ length: slots }, (_, slot) => read(request, slot)))
      return all.filter((one) => one !== undefined).sort((a, b) => b.expiresAt - a.expiresAt)[0]
    },
    /** The `Set-Cookie` value which forgets the flow of `state`. */
    forget: (state: string) => writeCookie(nameOf(slotOf(state)), '', { path, maxAge: 0, secure }),
  }
}

function slotOf(state: string): number {
  return (state.charCodeAt(0) || 0) % slots
}
