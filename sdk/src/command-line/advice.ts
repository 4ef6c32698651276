import { isConduitError } from '../errors.ts'
import type { Caller } from './caller.ts'
import type { Address, Connection } from './connect.ts'
import { Advised } from './failure.ts'

/** The error with the command that helps, where there is one. */
export function advised(
  error: unknown,
  { address, caller }: Pick<Connection, 'address' | 'caller'>,
): unknown {
  if (!isConduitError(error)) return error
  const remedy = remedyFor(error, address, caller)
  return remedy ? new Advised(error, remedy) : error
}

function remedyFor(
  error: Extract<unknown, unknown> & {
    code: string
    remedy: string
    reason?: unknown
    missing?: readonly string[]
    method?: string | undefined
  },
  address: Address,
  caller: Caller,
): string | undefined {
  switch (error.code) {
    case 'scope':
      return error.reason === 'not_granted' ? grantMore(error.missing ?? [], address, caller) : undefined
    case 'auth_missing':
      return caller.kind === 'nobody' ? undefined : signInAgain(address, caller)
    case 'auth_malformed':
    case 'auth_invalid':
    case 'auth_expired':
    case 'auth_revoked':
      return signInAgain(address, caller)
    case 'network':
    case 'not_conduit':
      return `${error.remedy.replaceAll('`url`', 'the address')} It was ${address.url}, from ${address.from}.`
    case 'method_unknown':
      return /^(token|application)\./.test(error.method ?? '') ? ofGateway(address) : undefined
    case 'timeout':
      return 'Try again, or allow more time with --timeout SECONDS.'
    default:
      return undefined
  }
}

function ofGateway({ url }: Address): string {
  return `Only a phorge-conduit-gateway has this, and ${url} is none, or an older one: name a gateway with --url.`
}

function grantMore(missing: readonly string[], { url }: Address, caller: Caller): string | undefined {
  if (caller.kind !== 'oauth') return undefined
  return `Run phorge-conduit login --url ${url} --scope "${missing.join(' ')}": what was granted before stays.`
}

function signInAgain({ url }: Address, caller: Caller): string {
  switch (caller.kind) {
    case 'nobody':
    case 'oauth':
      return `Run phorge-conduit login --url ${url}.`
    default:
      return caller.from === 'login'
        ? `Run phorge-conduit login --token --url ${url} with a new token.`
        : `Replace the token in ${caller.from}, or take it out there and run phorge-conduit login --url ${url}.`
  }
}
