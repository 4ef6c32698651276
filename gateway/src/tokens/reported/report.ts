import { createHash } from 'node:crypto'
import { type RequestOrigin, recordSecurityEvent } from '../../audit/security-log.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { Gateway } from '../../gateway.ts'
import { familyOfToken } from '../../grants/authorizations.ts'
import { endFamily } from '../../grants/families.ts'
import { changeToken } from '../change.ts'
import { endIfActive } from '../end.ts'
import { isApiToken } from '../format.ts'
import { findApiToken } from '../tokens.ts'

/** One token that somebody found. */
export interface Found {
  readonly token: string
  /** Where, if that is known: an address of the web. */
  readonly url?: string | undefined
  /** In what: `content`, `commit`, `issue`, … */
  readonly source?: string | undefined
}

/** As GitHub's secret scanning takes it. The token itself is not repeated. */
export interface Label {
  /** SHA-256, base64. */
  readonly token_hash: string
  readonly label: 'true_positive' | 'false_positive'
}

const LONGEST_URL = 300

/** Revokes a token that was found in public. Whoever has it may: they could do worse with it. */
export async function report(gateway: Gateway, found: Found, from: RequestOrigin): Promise<Label> {
  const isOurs = isApiToken(found.token)
    ? await reportApiToken(gateway, found, from)
    : await reportAccessToken(gateway, found, from)
  return {
    token_hash: createHash('sha256').update(found.token).digest('base64'),
    label: isOurs ? 'true_positive' : 'false_positive',
  }
}

async function reportApiToken(gateway: Gateway, found: Found, from: RequestOrigin): Promise<boolean> {
  const token = await findApiToken(gateway, found.token)
  if (!token) return false
  // A secret that ended with a rotation gives nothing away of the one in force.
  if (token.secretEndsAt !== undefined && token.secretEndsAt <= gateway.now()) return true
  const url = addressOf(found)
  await changeToken(gateway, token.phid, { author: from }, async (inside, current) => {
    if (!(await endIfActive(inside, current))) return undefined
    return { type: 'report', new: { url, source: sourceOf(found) }, event: 'token-reported', detail: url }
  })
  return true
}

async function reportAccessToken(gateway: Gateway, found: Found, from: RequestOrigin): Promise<boolean> {
  const token = await familyOfToken(gateway, found.token)
  if (!token) return false
  if (!token.isActive) return true
  await inTransaction(gateway, async (inside) => {
    await endFamily(inside, token.grantId, token.family)
    await recordSecurityEvent(inside.database, {
      kind: 'token-reported',
      at: gateway.now(),
      userPhid: token.userPhid,
      clientId: token.clientId,
      detail: ['access token of an application', addressOf(found)].filter(Boolean).join(': '),
      ...from,
    })
  })
  return true
}

/** Without query and fragment, and not at all when the token is in it. */
function addressOf({ token, url = '' }: Found): string | undefined {
  const parsed = URL.parse(url)
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return undefined
  const address = `${parsed.origin}${parsed.pathname}`
  const shown = address.includes(token) || address.length > LONGEST_URL ? parsed.origin : address
  return shown.includes(token) ? undefined : shown
}

function sourceOf({ source }: Found): string | undefined {
  return source !== undefined && /^\w{1,40}$/.test(source) ? source : undefined
}
