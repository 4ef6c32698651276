import { paths } from '../../pages/paths.ts'

/** The page of one token. */
export function pathOf({ phid }: { readonly phid: string }): string {
  return `${paths.apiTokens}${phid}/`
}

/** In a route: only what has the form of a token's PHID. */
export const TOKEN_PATH = `${paths.apiTokens}:phid(^PHID-CTKN-[a-z2-7]{20}$)/`
export const NEW_TOKEN = `${paths.apiTokens}new`
export const REVOKE_ALL = `${paths.apiTokens}revoke-all`
export const END_AUTHORIZATION = `${paths.apiTokens}authorizations/`
