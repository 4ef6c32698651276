import type { Gateway } from '../gateway.ts'
import { touchGrant } from '../grants/grants.ts'
import { touchApiToken } from '../tokens/tokens.ts'
import type { Caller } from './authenticate.ts'

/** After the answer has gone out: nobody waits for it, and it may fail without harm. */
export function noteUse(gateway: Gateway, caller: Caller): void {
  const noted =
    caller.kind === 'api-token' ? touchApiToken(gateway, caller.token) : touchGrant(gateway, caller.grant)
  noted.catch((error) => gateway.log.debug({ err: error }, 'could not note the use of a token'))
}
