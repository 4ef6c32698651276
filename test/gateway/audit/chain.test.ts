import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatLink, parseLink } from '../../../gateway/src/audit/chain.ts'
import {
  forgetSecurityEvents,
  headOf,
  readSecurityLog,
  recordSecurityEvent,
} from '../../../gateway/src/audit/security-log.ts'
import { verifySecurityLog } from '../../../gateway/src/audit/verify.ts'
import { openDatabase } from '../../../gateway/src/database/open.ts'
import type { Database } from '../../../gateway/src/database/schema.ts'

const TRIGGERS = ['only_at_the_end', 'never_changed', 'removed_in_order', 'anchor_moves_on', 'anchor_stays']
const DAY = 86_400

let folder: string
let database: Kysely<Database>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chain-'))
  database = await openDatabase(folder)
})
afterEach(async () => {
  await database.destroy()
  rmSync(folder, { recursive: true })
})

async function write(rows: number): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    for (let number = 1; number <= rows; number++) {
      const { id } = await headOf(transaction)
      await recordSecurityEvent(transaction, {
        kind: 'rules-changed',
        at: id * DAY,
        userPhid: `PHID-USER-${id}`,
        clientId: 'viewer',
        address: '192.0.2.7',
        requestId: `request-${id}`,
        detail: `+maniphest.search ${id}`,
      })
    }
  })
}

const verify = (expected?: Awaited<ReturnType<typeof headOf>>) => verifySecurityLog(database, expected)

/** As somebody does who has the file. */
function tamper(...statements: readonly string[]): void {
  const raw = new DatabaseSync(join(folder, 'gateway.sqlite'))
  for (const name of TRIGGERS) raw.exec(`DROP TRIGGER security_log_${name}`)
  for (const statement of statements) raw.exec(statement)
  raw.close()
}

describe('a log that nobody touched', () => {
  it('is intact, empty and full', async () => {
    expect(await verify()).toMatchObject({ intact: true, rows: 0, head: { id: 0 }, removed: { id: 0 } })
    await write(2500)
    const head = await headOf(database)
    expect(head.id).toBe(2500)
    expect(await verify(head)).toMatchObject({ intact: true, rows: 2500, head, expected: 'found' })
  })

  it('is intact whatever the text in it, and gives it back', async () => {
    const text = fc.string({ unit: 'binary' })
    await fc.assert(
      fc.asyncProperty(text, text, async (detail, requestId) => {
        await recordSecurityEvent(database, { kind: 'key-used', at: 1, detail, requestId })
        expect(await verify()).toMatchObject({ intact: true })
        const [event] = await readSecurityLog(database, { limit: 1 })
        expect(event?.detail ?? '').toBe(detail)
      }),
      { numRuns: 100 },
    )
    const cutInAPair = `${'x'.repeat(999)}😀`
    await recordSecurityEvent(database, { kind: 'key-used', at: 1, detail: cutInAPair })
    expect(await verify()).toMatchObject({ intact: true })
  })

  it('is one chain, also when several processes write to it at once', async () => {
    const program = join(import.meta.dirname, 'chain-writer.ts')
    const writers = Array.from({ length: 3 }, () => fork(program, [folder]))
    const all = () => Promise.all(writers.map((writer) => once(writer, 'message')))
    await all()
    for (let at = 1; at <= 60; at++) {
      const written = all()
      for (const writer of writers) writer.send(at)
      await written
    }
    for (const writer of writers) writer.disconnect()
    const codes = await Promise.all(writers.map((writer) => once(writer, 'exit').then(([code]) => code)))
    expect(codes).toEqual([0, 0, 0])
    expect(await verify()).toMatchObject({ intact: true, rows: 180, head: { id: 180 } })
    const events = await readSecurityLog(database, { limit: 180 })
    const byMoment = Map.groupBy(events, ({ at }) => at)
    for (const written of byMoment.values()) expect(new Set(written.map(({ detail }) => detail)).size).toBe(3)
  })

  it('is chained to what was removed because it was old, and says where it begins', async () => {
    await write(3000)
    const early = await headOf(database)
    await forgetSecurityEvents(database, { now: 2500 * DAY, days: 100 })
    expect(await verify(early)).toMatchObject({
      intact: true,
      rows: 600,
      removed: { id: 2400 },
      expected: 'found',
    })
    await forgetSecurityEvents(database, { now: 4000 * DAY, days: 1 })
    const all = await verify(early)
    expect(all).toMatchObject({ intact: true, rows: 0, head: early, removed: early, expected: 'found' })
    await write(1)
    expect(await verify({ id: 7, hash: early.hash })).toMatchObject({
      intact: true,
      rows: 1,
      expected: 'removed',
    })
  })

  it('keeps what is young behind something old: a clock may have gone backwards', async () => {
    for (const at of [1, 9, 2, 9]) await recordSecurityEvent(database, { kind: 'key-used', at: at * DAY })
    await forgetSecurityEvents(database, { now: 10 * DAY, days: 5 })
    expect(await verify()).toMatchObject({ intact: true, rows: 3, removed: { id: 1 } })
  })
})

describe('the database', () => {
  beforeEach(() => write(5))

  it.each([
    `UPDATE security_log SET detail = 'nothing' WHERE id = 3`,
    'DELETE FROM security_log WHERE id = 5',
    'DELETE FROM security_log WHERE id = 1',
    'DELETE FROM security_log',
    `INSERT INTO security_log (id, at, kind, hash) VALUES (0, 1, 'sign-in', '')`,
    `UPDATE security_log_anchor SET id = 3, hash = ''`,
    'DELETE FROM security_log_anchor',
    `INSERT INTO security_log_anchor VALUES (2, 0, '')`,
  ])('refuses %s', async (statement) => {
    await expect(sql.raw(statement).execute(database)).rejects.toThrow(/security log|constraint/)
    expect(await verify()).toMatchObject({ intact: true, rows: 5 })
  })
})

describe('who has the file and drops the triggers', () => {
  beforeEach(() => write(9))

  const columns = ['at', 'kind', 'user_phid', 'client_id', 'address', 'request_id', 'detail', 'hash']
  it.each(columns)('is found out when they change %s', async (column) => {
    tamper(`UPDATE security_log SET ${column} = ${column === 'at' ? 7 : `'x'`} WHERE id = 4`)
    expect(await verify()).toEqual({ intact: false, rows: 3, broken: { id: 4, what: 'changed' } })
  })

  it.each(columns.slice(2, -1))('is found out when they empty %s', async (column) => {
    tamper(`UPDATE security_log SET ${column} = NULL WHERE id = 1`)
    expect(await verify()).toEqual({ intact: false, rows: 0, broken: { id: 1, what: 'changed' } })
  })

  it('is found out when they remove from the middle', async () => {
    tamper('DELETE FROM security_log WHERE id IN (4, 5)')
    expect(await verify()).toEqual({ intact: false, rows: 3, broken: { id: 6, what: 'missing' } })
  })

  it('is found out when they remove the oldest', async () => {
    tamper('DELETE FROM security_log WHERE id < 3')
    expect(await verify()).toEqual({ intact: false, rows: 0, broken: { id: 3, what: 'missing' } })
  })

  it('is found out when they put one in', async () => {
    tamper(
      `INSERT INTO security_log (id, at, kind, hash) SELECT 10, at, kind, hash FROM security_log WHERE id = 9`,
    )
    expect(await verify()).toEqual({ intact: false, rows: 9, broken: { id: 10, what: 'changed' } })
  })

  it('is found out when they swap two', async () => {
    tamper(
      'UPDATE security_log SET id = -id WHERE id IN (3, 4)',
      'UPDATE security_log SET id = 7 + id WHERE id < 0',
    )
    expect(await verify()).toEqual({ intact: false, rows: 2, broken: { id: 3, what: 'changed' } })
  })

  it('is found out when they cut the end off', async () => {
    tamper('DELETE FROM security_log WHERE id > 6')
    expect(await verify()).toEqual({ intact: false, rows: 6, broken: { id: 7, what: 'cut' } })
  })

  it('is found out by what was noted down, when they hide the cut', async () => {
    const noted = await headOf(database)
    tamper(
      'DELETE FROM security_log WHERE id > 6',
      `UPDATE sqlite_sequence SET seq = 6 WHERE name = 'security_log'`,
    )
    expect(await verify()).toMatchObject({ intact: true, rows: 6 })
    expect(await verify(noted)).toEqual({ intact: false, rows: 6, broken: { id: 7, what: 'cut' } })
  })

  it('is found out by what was noted down, when they write the end anew', async () => {
    const noted = await headOf(database)
    tamper('DELETE FROM security_log WHERE id > 6')
    await write(3)
    await sql`UPDATE security_log SET at = at + 1 WHERE id = 9`.execute(database)
    await sql`DELETE FROM security_log WHERE id = 9`.execute(database)
    await recordSecurityEvent(database, { kind: 'sign-in', at: 5 })
    expect(await verify()).toMatchObject({ intact: true, rows: 9 })
    expect(await verify(noted)).toEqual({ intact: false, rows: 8, broken: { id: 9, what: 'unexpected' } })
  })
})

describe('a head that was noted down', () => {
  it('is read as it was printed', async () => {
    await write(1)
    const head = await headOf(database)
    expect(parseLink(` ${formatLink(head)}\n`)).toEqual(head)
  })

  it.each(['', '1', '1:', ':abc', '1:abc', `x:${'a'.repeat(43)}`, `1:${'a'.repeat(44)}`])(
    'is not %j',
    (text) => {
      expect(parseLink(text)).toBeUndefined()
    },
  )
})
