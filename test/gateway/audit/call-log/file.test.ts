import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Gateway, readConfig, startGateway } from '../../../../gateway/src/app.ts'
import { readCalls } from '../../../../gateway/src/audit/call-log/read.ts'
import { backupCommand } from '../../../../gateway/src/commands/backup.ts'
import { createApiToken } from '../../../../gateway/src/tokens/tokens.ts'
import { callLogOf, sampleCall } from './sample-calls.ts'

const MARKER = 'nobody-may-read-this'

describe('the file of the call log', () => {
  let folder: string
  let log: string[]
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'phorge-conduit-calls-'))
    log = []
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const config = () =>
    readConfig({ options: { port: 0, dataDirectory: join(folder, 'data'), demo: true, logLevel: 'error' } })
  const start = () => startGateway(config(), { logStream: { write: (line) => void log.push(line) } })
  const written = async (gateway: Gateway) =>
    (await readCalls(callLogOf(gateway), {}, { limit: 500 })).calls.length

  it('has what was called when the gateway is stopped, is its owner’s alone, and holds no parameter and no token', async () => {
    const running = await start()
    const account = await running.gateway.backend.accountByName('rjkaplan')
    const { token } = await createApiToken(running.gateway, {
      userPhid: account?.phid ?? '',
      name: 'script',
    })
    const params = { transactions: [{ type: 'title', value: MARKER }], __conduit__: { token } }
    const body = new URLSearchParams({ params: JSON.stringify(params) })
    for (const method of ['maniphest.edit', 'maniphest.search', MARKER]) {
      await fetch(`${running.url}/api/${method}?note=${MARKER}`, { method: 'POST', body })
    }
    await running.close()

    const files = readdirSync(join(folder, 'data')).filter((name) => name.startsWith('calls.sqlite'))
    expect(files).toEqual(['calls.sqlite'])
    const file = join(folder, 'data', 'calls.sqlite')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const bytes = readFileSync(file, 'latin1')
    expect(bytes).toContain('maniphest.edit')
    expect(bytes).not.toContain(MARKER)
    expect(bytes).not.toContain(token.slice(5))

    const again = await start()
    expect(await written(again.gateway)).toBe(3)
    await again.close()
  })

  it('is in a backup', async () => {
    const running = await start()
    callLogOf(running.gateway).note(sampleCall())
    callLogOf(running.gateway).flush()
    const said = await backupCommand(config(), [join(folder, 'copy')])
    await running.close()
    expect(said).toContain('calls.sqlite, gateway.sqlite and maniphest.sqlite')
    const copy = new DatabaseSync(join(folder, 'copy', 'calls.sqlite'))
    expect(copy.prepare('SELECT count(*) AS calls FROM call_log').get()).toEqual({ calls: 1 })
    copy.close()
  })

  it('that cannot be written keeps nobody waiting and loses nothing: it says so once, and writes later', async () => {
    const running = await start()
    const callLog = callLogOf(running.gateway)
    const other = new DatabaseSync(join(folder, 'data', 'calls.sqlite'))
    other.exec('BEGIN IMMEDIATE')
    for (let times = 0; times < 3; times++) {
      callLog.note(sampleCall())
      callLog.flush()
    }
    other.exec('ROLLBACK')
    other.close()
    expect(log.filter((line) => line.includes('could not write the call log'))).toHaveLength(1)
    expect(await written(running.gateway)).toBe(3)
    await running.close()
  })

  it('is shared by two gateways on one data directory, each call once', async () => {
    const [first, second] = [await start(), await start()]
    const at = first.gateway.now()
    for (let number = 0; number < 100; number++) {
      callLogOf((number % 2 === 0 ? first : second).gateway).note(sampleCall({ at }))
      if (number % 10 === 0) callLogOf(first.gateway).flush()
      if (number % 15 === 0) callLogOf(second.gateway).flush()
    }
    callLogOf(first.gateway).flush()
    expect(await written(second.gateway)).toBe(100)
    await first.close()
    await second.close()
  })

  it('of a later release is left alone', async () => {
    await (await start()).close()
    const file = new DatabaseSync(join(folder, 'data', 'calls.sqlite'))
    file.exec('PRAGMA user_version = 99')
    file.close()
    await expect(start()).rejects.toThrow('calls.sqlite has schema version 99')
  })
})
