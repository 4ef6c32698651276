import { openMethods } from '../../../access/methods.ts'
import { findCredential } from '../../../conduit/credential.ts'
import type { Account, Envelope } from '../../backend.ts'
import { forgeryText, type Visit } from './visit.ts'
import { provesItself } from './visitor.ts'

export interface Caller {
  readonly account: Account
  /** Of an application, where that is what the call was made with. */
  readonly accessToken?: string
}

export type Refused = Extract<Envelope, { result: null; error_code: string }>

/** Who makes a call, in Phorge's order: the session of the browser wins over every token, and has to prove itself. */
export async function identify(
  visit: Visit,
  method: string,
  metadata: Readonly<Record<string, unknown>>,
): Promise<Caller | Refused> {
  const { session } = visit.visitor
  if (session) {
    const proof = provesItself(visit.request, visit.fields.__csrf__, visit.visitor, visit.gateway)
    return proof === 'proven' ? { account: session.account } : refuse('ERR-CONDUIT-CORE', forgeryText(proof))
  }
  const credential = findCredential(undefined, metadata)
  switch (credential.kind) {
    case 'none':
      return refuse('ERR-INVALID-SESSION', 'The call came with no session and no token.')
    case 'unusable':
      return refuse(credential.errorCode, credential.message)
    case 'api-token':
      return byApiToken(visit, credential.token)
    case 'access-token':
      return byAccessToken(visit, method, credential.token)
  }
}

async function byApiToken(visit: Visit, token: string): Promise<Caller | Refused> {
  // Phorge repeats what it was sent, and whoever logs it had better know.
  if (token.length !== 32)
    return refuse('ERR-INVALID-AUTH', `The API token "${token}" is not 32 characters long.`)
  if (!/^(?:api|cli|clr)-/.test(token)) {
    return refuse('ERR-INVALID-AUTH', `The API token "${token}" begins with none of api-, cli-, clr-.`)
  }
  const owner = await visit.phorge.tokens.ownerOf(token)
  if (!owner) return refuse('ERR-INVALID-AUTH', `The API token "${token}" is not valid.`)
  return inForce(visit, owner)
}

async function byAccessToken(visit: Visit, method: string, token: string): Promise<Caller | Refused> {
  const { applications } = visit.phorge
  const found = applications.findToken(token)
  if (!found) return refuse('ERR-INVALID-AUTH', 'There is no such access token.')
  const isDead = applications.find(found.clientId)?.disabled !== false
  if (isDead || !applications.isAuthorized(found.clientId, found.userPhid)) {
    return refuse('ERR-INVALID-AUTH', 'The access token is not valid any more.')
  }
  if (!openMethods.has(method)) return refuse('ERR-OAUTH-ACCESS', 'No application may call this method.')
  const caller = await inForce(visit, found.userPhid)
  return 'account' in caller ? { ...caller, accessToken: token } : caller
}

async function inForce({ gateway }: Visit, phid: string): Promise<Caller | Refused> {
  const account = await gateway.backend.accountByPhid(phid)
  if (account && !account.isDisabled) return { account }
  return refuse('ERR-INVALID-AUTH', 'This account may not use the API.')
}

function refuse(error_code: string, error_info: string): Refused {
  return { result: null, error_code, error_info }
}
