import type { KoaContextWithOIDC } from 'oidc-provider'

/**
 * What a client asked for by `acr_values`, as the library is told it: it takes the parameter itself from OpenID clients
 * alone.
 */
export const ACR_PARAMETER = 'second_factor'

/** The prompt, and the name of its result. */
export const PROMPT = 'second_factor'

/** What is kept of it until the code is issued. */
export interface Shown {
  readonly accountId: string
  /** Epoch seconds. */
  readonly at: number
}

/** When a second factor was shown for this very authorization, by who is signed in; `undefined`: it was not. */
export function shownAt({ result, session }: KoaContextWithOIDC['oidc']): number | undefined {
  const shown = result?.[PROMPT] as Shown | undefined
  return shown && shown.accountId === session?.accountId ? shown.at : undefined
}
