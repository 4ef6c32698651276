import type { Migration } from 'kysely/migration'
import { foundation } from './2026-11-23-foundation.ts'
import { idempotencyKeys } from './2026-11-23-idempotency-keys.ts'
import { tokenFamilies } from './2026-11-23-token-families.ts'
import { tokenRevocation } from './2026-11-23-token-revocation.ts'
import { objectHistory } from './2026-11-26-object-history.ts'
import { securityLog } from './2026-11-26-security-log.ts'
import { vault } from './2026-11-26-vault.ts'
import { apiTokens } from './2026-11-26b-api-tokens.ts'
import { secondFactor } from './2026-11-26c-second-factor.ts'
import { proposals } from './2026-11-26d-proposals.ts'
import { applicationQuotas } from './2026-11-26f-application-quotas.ts'
import { securityLogChain } from './2026-11-26g-security-log-chain.ts'

/** In the order in which they run. A migration that has been released is never changed. */
export const migrations: Record<string, Migration> = {
  '2026-11-23-foundation': foundation,
  '2026-11-23-token-families': tokenFamilies,
  '2026-11-23-token-revocation': tokenRevocation,
  '2026-11-24-idempotency-keys': idempotencyKeys,
  '2026-11-26-security-log': securityLog,
  '2026-11-26-vault': vault,
  '2026-11-26a-object-history': objectHistory,
  '2026-11-26b-api-tokens': apiTokens,
  '2026-11-26c-second-factor': secondFactor,
  '2026-11-26d-proposals': proposals,
  '2026-11-26f-application-quotas': applicationQuotas,
  '2026-11-26g-security-log-chain': securityLogChain,
}
