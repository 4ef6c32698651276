import type { Scope } from '../access/scope.ts'
import { decideToken, type TokenRefusalCode } from '../access/token-rights.ts'
import { rangesContain } from '../addresses/ranges.ts'
import type { ApiToken } from '../tokens/tokens.ts'
import type { Objection, Petition } from './permit.ts'

/** What the token's own limits have against this call, of rights, time and place. @param now epoch seconds */
export function objectionOfToken(
  token: ApiToken,
  { address, ...call }: Petition,
  now: number,
): Objection | undefined {
  const { rights, expiresAt, addresses } = token
  const isFromAllowedAddress = addresses.length === 0 || rangesContain(addresses, address)
  const decision = decideToken({ rights, expiresAt, isFromAllowedAddress, call, now })
  if (decision.allowed) return undefined
  const { reason: code, needed, missing } = decision
  const granted = typeof rights === 'string' ? [] : [...rights].sort()
  return {
    errorCode: errorCodes[code],
    code,
    message: explain(code, call.method, missing),
    needed,
    granted,
    missing,
  }
}

const errorCodes = {
  token_expired: 'ERR-INVALID-AUTH',
  token_address: 'ERR-INVALID-AUTH',
  token_read_only: 'ERR-OAUTH-ACCESS',
  token_scope: 'ERR-OAUTH-ACCESS',
} as const satisfies Record<TokenRefusalCode, Objection['errorCode']>

function explain(code: TokenRefusalCode, method: string, missing: readonly Scope[]): string {
  switch (code) {
    case 'token_expired':
      return 'This API token has expired. Make a new one.'
    case 'token_address':
      return 'This API token may not be used from this address.'
    case 'token_read_only':
      return `This API token only reads, and ${method} may change something.`
    case 'token_scope':
      return `This API token was not made for: ${missing.join(' ')}.`
  }
}
