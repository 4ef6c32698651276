import { isWithin, type TokenRights } from '../access/token-rights.ts'
import { rangesWithin } from '../addresses/ranges.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { type Author, type By, record, type Step } from './record.ts'
import { TokenRefusal } from './refusal.ts'
import { rightsText } from './rights.ts'
import { type ApiToken, findTokenByPhid, stateOf } from './tokens.ts'
import { readName } from './values.ts'

/** @throws {TokenRefusal} */
export function renameToken(gateway: Gateway, phid: string, name: string, by: By): Promise<ApiToken> {
  const typed = readName(name)
  return changeToken(gateway, phid, by, async (inside, token) => {
    if (token.disposedAt !== undefined) throw hasEnded('disposed')
    if (token.name === typed) return undefined
    await inside.database.updateTable('api_tokens').set({ name: typed }).where('phid', '=', phid).execute()
    return { type: 'name', old: token.name, new: typed, event: 'api-token-changed', detail: `now “${typed}”` }
  })
}

/** Takes rights away. @throws {TokenRefusal} also when that would give some */
export function narrowToken(gateway: Gateway, phid: string, rights: TokenRights, by: By): Promise<ApiToken> {
  return changeToken(gateway, phid, by, async (inside, token) => {
    requireActive(inside, token)
    if (!isWithin(rights, token.rights)) throw wider('rights', 'may do no more than now')
    const [old, text] = [rightsText(token.rights), rightsText(rights)]
    if (old === text) return undefined
    await inside.database.updateTable('api_tokens').set({ rights: text }).where('phid', '=', phid).execute()
    return { type: 'rights', old, new: text, event: 'api-token-changed', detail: `rights: ${text}` }
  })
}

/** Lets it be used from fewer addresses. @param addresses as `readRange` writes them @throws {TokenRefusal} */
export function setTokenAddresses(
  gateway: Gateway,
  phid: string,
  addresses: readonly string[],
  by: By,
): Promise<ApiToken> {
  return changeToken(gateway, phid, by, async (inside, token) => {
    requireActive(inside, token)
    const { addresses: old } = token
    const isWider = old.length > 0 && (addresses.length === 0 || !rangesWithin(addresses, old))
    if (isWider) throw wider('addresses', 'can be used from no more addresses than now')
    const text = JSON.stringify(addresses)
    if (JSON.stringify(old) === text) return undefined
    await inside.database
      .updateTable('api_tokens')
      .set({ addresses: text })
      .where('phid', '=', phid)
      .execute()
    const detail = `addresses: ${addresses.join(' ')}`
    return { type: 'addresses', old, new: addresses, event: 'api-token-changed', detail }
  })
}

/** Lets it end earlier. @param expiresAt epoch seconds @throws {TokenRefusal} also when that is later */
export function setTokenExpiry(gateway: Gateway, phid: string, expiresAt: number, by: By): Promise<ApiToken> {
  return changeToken(gateway, phid, by, async (inside, token) => {
    requireActive(inside, token)
    const { expiresAt: old } = token
    if (old !== undefined && expiresAt > old) throw wider('expires', 'can end no later than now')
    if (old === expiresAt) return undefined
    await inside.database
      .updateTable('api_tokens')
      .set({ expires_at: expiresAt })
      .where('phid', '=', phid)
      .execute()
    const detail = `ends ${new Date(expiresAt * 1000).toISOString()}`
    return { type: 'expires', old: old ?? null, new: expiresAt, event: 'api-token-changed', detail }
  })
}

/**
 * One change in one transaction, with its history and its security event. `make` answers what it did, or `undefined`
 * when there was nothing to do. @returns the token as it is then
 */
export async function changeToken(
  gateway: Gateway,
  phid: string,
  by: By,
  make: (inside: Gateway, token: ApiToken) => Promise<Step | undefined>,
  { administratorsToo = false } = {},
): Promise<ApiToken> {
  return inTransaction(gateway, async (inside) => {
    const token = await findTokenByPhid(inside, phid)
    // Somebody else's is as good as none.
    const isAllowed = token && (isOwner(by.author, token) || (administratorsToo && by.author.isAdministrator))
    if (!isAllowed) throw new TokenRefusal('unknown', 'There is no such token.')
    const step = await make(inside, token)
    if (!step) return token
    await record(inside, token, by, step)
    return (await findTokenByPhid(inside, phid)) ?? token
  })
}

export function requireActive({ now }: Gateway, token: ApiToken): void {
  const state = stateOf(token, now())
  if (state !== 'active') throw hasEnded(state)
}

function isOwner({ phid }: Author, { userPhid }: ApiToken): boolean {
  return phid === undefined || phid === userPhid
}

function hasEnded(state: string): TokenRefusal {
  return new TokenRefusal('ended', `This token is ${state}: make a new one.`)
}

function wider(field: 'rights' | 'addresses' | 'expires', what: string): TokenRefusal {
  return new TokenRefusal('wider', `A token ${what}. Make a new one for more.`, field)
}
