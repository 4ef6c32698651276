import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../../gateway/src/app.ts'
import { recordSecurityEvent } from '../../../gateway/src/audit/security-log.ts'
import { verifySecurityLog } from '../../../gateway/src/audit/verify.ts'
import { auditCommand } from '../../../gateway/src/commands/audit.ts'
import { openDatabase } from '../../../gateway/src/database/open.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-command-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const run = (words: readonly string[], expect?: string) =>
  auditCommand(readConfig({ options: { dataDirectory: folder } }), words, { expect })

describe('audit verify', () => {
  it('is asked for as it is written', async () => {
    for (const words of [[], ['check'], ['verify', 'twice']])
      await expect(run(words)).rejects.toThrow('Usage:')
    await expect(run(['verify'])).rejects.toThrow('There is no database in')
    await expect(run(['verify'], 'yesterday')).rejects.toThrow('--expect')
  })

  it('chains what an earlier release wrote, as it finds it', async () => {
    const raw = await openDatabase(folder)
    await raw.destroy()
    const before = new DatabaseSync(join(folder, 'gateway.sqlite'))
    const triggers = before.prepare(`SELECT name FROM sqlite_master WHERE type = 'trigger'`).all()
    for (const { name } of triggers) before.exec(`DROP TRIGGER ${name}`)
    before.exec(`DELETE FROM kysely_migration WHERE name LIKE '%security-log-chain'; DROP TABLE security_log_anchor;
      ALTER TABLE security_log DROP COLUMN hash;
      INSERT INTO security_log (id, at, kind, detail) VALUES (3, 1, 'sign-in', NULL), (9, 2, 'rules-changed', '+x.y')`)
    before.close()

    expect(await run(['verify'])).toMatch(
      /^2 rows were checked: they are as the gateway wrote them\.\nhead: 9:[\w-]{43}$/,
    )
    const database = await openDatabase(folder)
    await recordSecurityEvent(database, { kind: 'sign-out', at: 3 })
    expect(await verifySecurityLog(database)).toMatchObject({ intact: true, rows: 3, head: { id: 10 } })
    await database.destroy()
  })

  it('prints a head to note down, and takes it back', async () => {
    const [, head = ''] = /head: (.+)$/.exec(await run(['verify'])) ?? []
    expect(await run(['verify'], head)).toContain('What you noted down is part of them.')
    await expect(run(['verify'], head.replace(/^\d+/, '12'))).rejects.toThrow(
      'Row 11 is missing, and so is all',
    )
    await expect(run(['verify'], `10:${'A'.repeat(43)}`)).rejects.toThrow(
      'Row 10 is another one than you noted down',
    )
  })

  it('fails where the chain is broken, and says where', async () => {
    const raw = new DatabaseSync(join(folder, 'gateway.sqlite'))
    raw.exec('DROP TRIGGER security_log_never_changed')
    raw.exec(`UPDATE security_log SET detail = '+y.z' WHERE id = 10`)
    raw.close()
    await expect(run(['verify'])).rejects.toThrow(
      'Row 10 is not what the gateway wrote: it was changed or put in. 2 rows before that are as the gateway wrote them.',
    )
  })
})
