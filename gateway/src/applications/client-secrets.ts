import type { Gateway } from '../gateway.ts'
import { digest, randomSecret, sameSecret } from '../secrets.ts'

/**
 * Replaces the secret. The old one is good for some minutes more, or stops at once; one that was replaced before that
 * stops in any case, so there are never more than two.
 */
export async function replaceClientSecret(
  gateway: Gateway,
  clientId: string,
  { overlapMinutes = 0 }: { readonly overlapMinutes?: number } = {},
): Promise<string> {
  const clientSecret = randomSecret()
  const now = gateway.now()
  await gateway.database
    .updateTable('applications')
    .set((row) => ({
      old_secret_digest: overlapMinutes > 0 ? row.ref('secret_digest') : null,
      old_secret_until: overlapMinutes > 0 ? now + overlapMinutes * 60 : null,
      secret_digest: digest(clientSecret),
      updated_at: now,
    }))
    .where('client_id', '=', clientId)
    .where('kind', '=', 'confidential')
    .execute()
  return clientSecret
}

/** Whether it is the secret of this application, or the one before as long as that is good. */
export async function isClientSecret(gateway: Gateway, clientId: string, secret: string): Promise<boolean> {
  const row = await gateway.database
    .selectFrom('applications')
    .select(['secret_digest', 'old_secret_digest', 'old_secret_until'])
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  if (!row?.secret_digest) return false
  const sent = digest(secret)
  if (sameSecret(row.secret_digest, sent)) return true
  const isOldGood = row.old_secret_until !== null && row.old_secret_until > gateway.now()
  return isOldGood && row.old_secret_digest !== null && sameSecret(row.old_secret_digest, sent)
}

/** Forgets the secrets before the present ones that are not good any more. */
export async function forgetOldSecrets({ database, now }: Gateway): Promise<void> {
  await database
    .updateTable('applications')
    .set({ old_secret_digest: null, old_secret_until: null })
    .where('old_secret_until', '<=', now())
    .execute()
}
