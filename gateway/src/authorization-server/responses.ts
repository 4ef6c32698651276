import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import { formatScopes, parseScopes } from '../access/scope.ts'
import type { Gateway } from '../gateway.ts'
import { endFamily } from '../grants/families.ts'
import { parseGrantIdentifier } from './adapters/grant-identifier.ts'
import { recordExists } from './adapters/records.ts'
import { resourceOf } from './resource.ts'

type Body = Record<string, unknown>
type Middleware = Parameters<Provider['use']>[0]
type Context = Parameters<Middleware>[0]

/** Puts the last hand on what the library answers. */
export function respondAsOAuth(gateway: Gateway): Middleware {
  return async (ctx, next) => {
    await next()
    const context = ctx as unknown as KoaContextWithOIDC
    if (!context.oidc) return
    const { route } = context.oidc
    // RFC 7009, section 2.2, has the client ignore the body. Some insist on one that is JSON (simple-oauth2 does).
    if (route === 'revocation' && ctx.status === 200) ctx.body = {}
    if (!isBody(ctx.body)) return
    if (ctx.status >= 400) correctRefusal(context, ctx)
    else if (route === 'token') ctx.body = await tokenResponse(gateway, context, ctx.body)
    else if (route === 'introspection') ctx.body = await introspection(gateway, context, ctx.body)
  }
}

async function tokenResponse(gateway: Gateway, { oidc }: KoaContextWithOIDC, body: Body): Promise<Body> {
  const { AuthorizationCode, RotatedRefreshToken } = oidc.entities
  const source = RotatedRefreshToken ?? AuthorizationCode
  // A replay (or the user) may have ended the family after this redemption and before its tokens were written. They
  // were written by now: end them too, or they would be the only ones to survive.
  if (source?.jti && !(await recordExists(gateway, source.kind, source.jti))) {
    const { grant_id, family } = parseGrantIdentifier(source.grantId)
    if (grant_id) await endFamily(gateway, grant_id, family)
  }
  const { acr, auth_time } = oidc.entities.AccessToken?.extra ?? {}
  return { ...body, scope: outwardScope(body.scope), ...(acr !== undefined && { acr, auth_time }) }
}

/** Tells what the token is good for now: the grant and the rules may have changed since it was issued. */
async function introspection(gateway: Gateway, { oidc }: KoaContextWithOIDC, body: Body): Promise<Body> {
  if (body.active !== true) return body
  const account = await gateway.backend.accountByPhid(String(body.sub))
  if (!account || account.isDisabled) return { active: false }
  const own = new Set(String(body.scope ?? '').split(' '))
  const scope = oidc.entities.Grant?.getResourceScopeFiltered(resourceOf(gateway), own)
  return { ...body, scope: outwardScope(scope), username: account.userName }
}

/** RFC 6749, section 5.2: 401 answers the `Authorization` header. Phorge answers 400 to everything. */
function correctRefusal({ oidc }: KoaContextWithOIDC, ctx: Context): void {
  if (ctx.status !== 401) return
  const { client } = oidc
  if (client ? client.phorge_compatible === true : ctx.headers.authorization === undefined) {
    ctx.status = 400
    ctx.remove('www-authenticate')
  }
  // Phorge says so of a wrong secret too, and clients written for it look for this word.
  if (client?.phorge_compatible === true) ctx.body = { ...(ctx.body as Body), error: 'invalid_grant' }
}

/** Without the scope that exists inside the library only. Empty means: the methods that need none. */
function outwardScope(scope: unknown): string {
  return formatScopes(parseScopes(String(scope ?? '')))
}

function isBody(body: unknown): body is Body {
  return typeof body === 'object' && body !== null && !Buffer.isBuffer(body)
}
