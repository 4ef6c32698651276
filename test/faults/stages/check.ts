import type { ChainLink } from '../../../gateway/src/audit/chain.ts'
import { explainBreak } from '../../../gateway/src/audit/explain.ts'
import { verifySecurityLog } from '../../../gateway/src/audit/verify.ts'
import { openDatabase } from '../../../gateway/src/database/open.ts'
import type { Ledger } from './ledger.ts'
import { reporterOf } from './token-life.ts'
import { brokenApplication, type QueuedMail } from './whole-applications.ts'
import { brokenToken, halfRevoked } from './whole-tokens.ts'
import { readWritten, type Written } from './written.ts'

/** What earlier checks have seen: the log must go on from there, and mails that were given up are not forgotten. */
export interface Seen {
  head?: ChainLink
  readonly mails: Map<number, QueuedMail>
}

export interface Checked {
  readonly written: Written
  readonly violations: readonly string[]
}

/**
 * Looks through the database that a killed gateway left.
 *
 * @param now epoch seconds
 * @param crowd PHID of the person whose tokens are revoked all at once, and in no other way
 */
export async function check(
  folder: string,
  { ledger, seen, now, crowd }: { ledger: Ledger; seen: Seen; now: number; crowd: string },
): Promise<Checked> {
  const database = await openDatabase(folder)
  try {
    const log = await verifySecurityLog(database, seen.head)
    if (log.intact) seen.head = log.head
    for (const { id, ...mail } of await database.selectFrom('mail_queue').selectAll().execute()) {
      seen.mails.set(id, mail)
    }
    const written = await readWritten(database)
    const traces = tracesOf(written, ledger)
    ledger.settle(traces)
    const mails = Map.groupBy(seen.mails.values(), ({ body }) => /app-[\w-]{36}/.exec(body)?.[0])
    const violations = [
      ...(log.intact ? [] : [`the security log: ${explainBreak(log)}`]),
      ...written.applications.flatMap((one) => brokenApplication(one, mails.get(one.row.client_id) ?? [])),
      ...written.tokens.flatMap((token) => brokenToken(token, now)),
      ...halfRevoked(
        written.tokens.filter(({ row }) => row.user_phid === crowd),
        now,
      ),
      ...ledger.broken(traces),
    ]
    return { written, violations }
  } finally {
    await database.destroy()
  }
}

/** What was done leaves its name: as that of an object, as a reason, or as where a token was found. */
function tracesOf({ applications, tokens }: Written, { crowds }: Ledger): Set<string> {
  const objects = [...applications, ...tokens]
  const entries = objects.flatMap(({ history }) => history)
  const revoked = new Set(tokens.filter(({ row }) => row.revoked_at !== null).map(({ row }) => row.phid))
  const names = [
    ...objects.map(({ row }) => row.name),
    ...entries.map(({ reason }) => reason),
    ...entries
      .filter(({ type }) => type === 'report')
      .map(({ new: now }) => reporterOf((now as { url?: unknown }).url)),
    ...[...crowds].filter(([, phids]) => phids.every((phid) => revoked.has(phid))).map(([name]) => name),
  ]
  return new Set(names.filter((name) => typeof name === 'string'))
}
