import type { Application } from '../../../gateway/src/applications/application.ts'
import { listApplications } from '../../../gateway/src/applications/applications.ts'
import { isClientSecret } from '../../../gateway/src/applications/client-secrets.ts'
import { allowedScopes } from '../../../gateway/src/applications/rules.ts'
import { explainBreak } from '../../../gateway/src/audit/explain.ts'
import type { SecurityEventKind } from '../../../gateway/src/audit/kinds.ts'
import { readSecurityLog } from '../../../gateway/src/audit/security-log.ts'
import { verifySecurityLog } from '../../../gateway/src/audit/verify.ts'
import { readConfig } from '../../../gateway/src/config.ts'
import { openDatabase } from '../../../gateway/src/database/open.ts'
import type { Gateway } from '../../../gateway/src/gateway.ts'
import { historyOf, type Transaction } from '../../../gateway/src/history/history.ts'
import { openTokenKey } from '../../../gateway/src/tokens/open-token-key.ts'
import { findApiToken } from '../../../gateway/src/tokens/tokens.ts'

/** The secrets that were told, by client identifier or PHID of a token; in the order in which they were made. */
export type KnownSecrets = Map<string, readonly string[]>

/** Seconds that two secrets may both be good. */
const OVERLAP = 60
const MOST = 1000

/** What is not whole in the databases of a gateway that was killed. */
export async function violationsOf(
  folder: string,
  { now, known }: { readonly now: number; readonly known: KnownSecrets },
): Promise<{ violations: string[]; applications: number; changes: number }> {
  const database = await openDatabase(folder)
  try {
    const tokenKey = await openTokenKey(readConfig({ options: { dataDirectory: folder } }), database)
    const at = (time: number) => ({ database, tokenKey, now: () => time }) as unknown as Gateway
    const violations: string[] = []
    const applications = await listApplications(at(now))
    let changes = 0
    for (const application of applications) {
      const history = (await historyOf(database, application.phid, { limit: MOST })).toReversed()
      changes += history.length
      const found = await halves(at(now), application, history)
      violations.push(...found.map((what) => `${application.name} (${application.stage}): ${what}`))
    }
    for (const [of, secrets] of known) {
      const [good, later] = [
        await countGood(at(now), of, secrets),
        await countGood(at(now + OVERLAP), of, secrets),
      ]
      if (good > 2) violations.push(`${of} has ${good} secrets that are good`)
      if (later > 1) violations.push(`${of} has ${later} secrets that are good past their overlap`)
    }
    const chain = await verifySecurityLog(database)
    if (!chain.intact) violations.push(`the security log: ${explainBreak(chain)}`)
    return { violations, applications: applications.length, changes }
  } finally {
    await database.destroy()
  }
}

/** What of a change is there without the rest of it. */
async function halves(
  gateway: Gateway,
  application: Application,
  history: readonly Transaction[],
): Promise<string[]> {
  const { clientId, stage, changeToken, ownerOnly } = application
  const of = (type: string) => history.filter((entry) => entry.type === type)
  const latest = of('stage').at(-1)?.new ?? 'proposed'
  const allowed = [...(await allowedScopes(gateway, clientId))].sort()
  const told = [...((of('scopes').at(-1)?.new ?? []) as string[])].sort()
  const events = await readSecurityLog(gateway.database, { clientId, limit: MOST })
  const count = (...kinds: SecurityEventKind[]) => events.filter(({ kind }) => kinds.includes(kind)).length
  const decided = count(
    'application-approved',
    'application-rejected',
    'application-disabled',
    'application-enabled',
    'application-expired',
  )
  return [
    ...(of('create').length === 1 ? [] : ['it was made without a history']),
    ...(stage === latest ? [] : [`its history says that it is ${latest}`]),
    ...(allowed.join() === told.join() ? [] : [`it may ${allowed}, and its history says ${told}`]),
    ...(changeToken === String(history.at(-1)?.id) ? [] : ['its change token is not that of its history']),
    ...(count('application-proposed') === 1 ? [] : ['the security log does not say that it was proposed']),
    // One for its owner alone is approved by being proposed.
    ...(decided === of('stage').length - (ownerOnly ? 1 : 0) ? [] : ['the security log has other decisions']),
    ...(count('client-secret-replaced') === of('secret').length
      ? []
      : ['the security log has other secrets']),
  ]
}

async function countGood(gateway: Gateway, of: string, secrets: readonly string[]): Promise<number> {
  const good = await Promise.all(
    secrets.map(async (secret) => {
      if (!of.startsWith('PHID-CTKN-')) return isClientSecret(gateway, of, secret)
      const found = await findApiToken(gateway, secret)
      return found !== undefined && (found.secretEndsAt === undefined || found.secretEndsAt > gateway.now())
    }),
  )
  return good.filter(Boolean).length
}
