import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keysCommand } from '../../../gateway/src/commands/keys.ts'
import { type ConfigInput, readConfig } from '../../../gateway/src/config.ts'
import { openDatabase } from '../../../gateway/src/database/open.ts'
import type { Database } from '../../../gateway/src/database/schema.ts'
import { newKey } from '../../../gateway/src/keys/key.ts'
import { KeyRing } from '../../../gateway/src/vault/key-ring.ts'
import { vaultKeySource } from '../../../gateway/src/vault/key-source.ts'
import { seal, unseal, vaultKey } from '../../../gateway/src/vault/sealing.ts'
import { TokenVault } from '../../../gateway/src/vault/vault.ts'

const RJKAPLAN = `PHID-USER-${'r'.repeat(20)}`
const ANGIE = `PHID-USER-${'a'.repeat(20)}`
const TOKEN = `api-${'t'.repeat(28)}`
const clock = { now: 1_800_000_000, milliseconds: 0 }

let directory: string
const opened: Kysely<Database>[] = []
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vault-'))
})
afterEach(async () => {
  for (const database of opened.splice(0)) await database.destroy()
  rmSync(directory, { recursive: true })
})

const configOf = (more: Partial<ConfigInput> = {}) =>
  readConfig({ options: { dataDirectory: directory, ...more } })

async function openVault(more: Partial<ConfigInput> = {}) {
  const database = await openDatabase(directory)
  opened.push(database)
  const keys = await KeyRing.open(vaultKeySource(configOf(more)), () => clock.milliseconds)
  const vault = new TokenVault({ database, keys, now: () => clock.now })
  await vault.check()
  return { vault, database }
}

const rowOf = ({ database }: { database: Kysely<Database> }) =>
  database.selectFrom('upstream_tokens').selectAll().executeTakeFirstOrThrow()

describe('a sealed token', () => {
  const key = vaultKey(randomBytes(32))
  const place = { what: 'upstream token', rowId: '1', userPhid: RJKAPLAN } as const

  test('opens with its key, at its place', () => {
    expect(unseal(key, seal(key, TOKEN, place), place)).toBe(TOKEN)
  })

  test('is another one each time', () => {
    expect(seal(key, TOKEN, place)).not.toBe(seal(key, TOKEN, place))
  })

  test.each([
    ['in another row', { ...place, rowId: '2' }],
    ['for another person', { ...place, userPhid: ANGIE }],
    ['as another kind of secret', { ...place, what: 'second factor' as const }],
  ])('does not open %s', (_where, elsewhere) => {
    expect(() => unseal(key, seal(key, TOKEN, place), elsewhere)).toThrow()
  })

  test('does not open after any of its bits was changed, or its end cut off', () => {
    const bytes = Buffer.from(seal(key, TOKEN, place), 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => unseal(key, changed.toString('base64url'), place)).toThrow()
    }
    expect(() => unseal(key, bytes.subarray(0, -1).toString('base64url'), place)).toThrow()
  })

  test('does not open with another key', () => {
    const other = vaultKey(randomBytes(32))
    expect(() => unseal(other, seal(key, TOKEN, place), place)).toThrow()
  })
})

describe('a vault', () => {
  test('gives back what it keeps, and has no token in its file', async () => {
    const opened = await openVault()
    await opened.vault.keep({ userPhid: RJKAPLAN, token: TOKEN, origin: {} })
    expect(await opened.vault.tokenOf(RJKAPLAN)).toBe(TOKEN)
    expect(await opened.vault.tokenOf(ANGIE)).toBeUndefined()
    for (const name of ['gateway.sqlite', 'gateway.sqlite-wal']) {
      expect(readFileSync(join(directory, name), 'latin1')).not.toContain(TOKEN)
    }
  })

  test('keeps one token of a person: the one before is told and gone', async () => {
    const { vault, database } = await openVault()
    await vault.keep({ userPhid: RJKAPLAN, token: TOKEN, phorgeId: 7, origin: {} })
    const other = `api-${'u'.repeat(28)}`
    expect(await vault.keep({ userPhid: RJKAPLAN, token: other, origin: {} })).toMatchObject({ phorgeId: 7 })
    expect(await vault.tokenOf(RJKAPLAN)).toBe(other)
    expect(await database.selectFrom('upstream_tokens').selectAll().execute()).toHaveLength(1)
  })

  test('gives no token that Phorge has refused, until there is another one', async () => {
    const { vault } = await openVault()
    await vault.keep({ userPhid: RJKAPLAN, token: TOKEN, origin: {} })
    await vault.refused(RJKAPLAN, 'another one')
    expect(await vault.hasToken(RJKAPLAN)).toBe(true)
    await vault.refused(RJKAPLAN, TOKEN)
    expect([await vault.hasToken(RJKAPLAN), await vault.tokenOf(RJKAPLAN)]).toEqual([false, undefined])
    expect(await vault.kept(RJKAPLAN)).toMatchObject({ refusedAt: clock.now })
    await vault.keep({ userPhid: RJKAPLAN, token: `api-${'u'.repeat(28)}`, origin: {} })
    expect(await vault.hasToken(RJKAPLAN)).toBe(true)
  })

  test('notes the use of a token, once a minute at most', async () => {
    const { vault } = await openVault()
    await vault.keep({ userPhid: RJKAPLAN, token: TOKEN, origin: {} })
    const start = clock.now
    for (const seconds of [0, 30, 61]) {
      clock.now = start + seconds
      await vault.tokenOf(RJKAPLAN)
    }
    expect((await vault.kept(RJKAPLAN))?.lastUsedAt).toBe(start + 61)
  })

  test('leaves traces in the security log, and no secret', async () => {
    const { vault, database } = await openVault()
    await vault.keep({ userPhid: RJKAPLAN, token: TOKEN, origin: { address: '192.0.2.7' } })
    await vault.refused(RJKAPLAN, TOKEN)
    await vault.refused(RJKAPLAN, TOKEN)
    await vault.forget(RJKAPLAN, {})
    await vault.forget(RJKAPLAN, {})
    await keysCommand(configOf(), ['rotate'])
    const events = await database.selectFrom('security_log').selectAll().orderBy('id').execute()
    expect(events.map(({ kind }) => kind)).toEqual([
      'upstream-token-kept',
      'upstream-token-refused',
      'upstream-token-deleted',
      'keys-rotated',
    ])
    expect(JSON.stringify(events)).not.toContain(TOKEN)
  })

  test('knows somebody by their newest name', async () => {
    const { vault } = await openVault()
    const person = { realName: '', isAdministrator: false, isDisabled: false }
    await vault.remember({ ...person, phid: RJKAPLAN, userName: 'kaplan' })
    clock.now += 1
    await vault.remember({ ...person, phid: ANGIE, userName: 'kaplan' })
    expect((await vault.accountByName('kaplan'))?.phid).toBe(ANGIE)
    await vault.remember({ ...person, phid: ANGIE, userName: 'angie', isAdministrator: true })
    expect(await vault.accountByPhid(ANGIE)).toMatchObject({ userName: 'angie', isAdministrator: true })
  })
})

describe('keys', () => {
  test('without any setting are made beside the database, for their owner alone', async () => {
    await openVault()
    expect(statSync(join(directory, 'vault-keys')).mode & 0o777).toBe(0o600)
    const { vault } = await openVault()
    await vault.check()
  })

  test('rotate while a server runs: it reads what was kept, and writes with the new key', async () => {
    const server = await openVault()
    await server.vault.keep({ userPhid: RJKAPLAN, token: TOKEN, origin: {} })
    const before = await rowOf(server)
    clock.milliseconds += 2000
    expect(await keysCommand(configOf(), ['rotate'])).toMatch(/^Encrypted one secret anew/)
    const after = await rowOf(server)
    expect([after.key_id === before.key_id, after.sealed === before.sealed]).toEqual([false, false])
    expect(await server.vault.tokenOf(RJKAPLAN)).toBe(TOKEN)
    await server.vault.keep({ userPhid: RJKAPLAN, token: `api-${'u'.repeat(28)}`, origin: {} })
    expect((await rowOf(server)).key_id).toBe(after.key_id)
  })

  test('the one before is not needed after that', async () => {
    const file = join(directory, 'keys')
    writeFileSync(file, newKey(), { mode: 0o600 })
    const { vault } = await openVault({ vaultKeyFile: file })
    await vault.keep({ userPhid: RJKAPLAN, token: TOKEN, origin: {} })
    await keysCommand(configOf({ vaultKeyFile: file }), ['rotate'])
    const [first = '', ...others] = readFileSync(file, 'utf8').trim().split('\n')
    expect(others).toHaveLength(1)
    writeFileSync(file, first, { mode: 0o600 })
    expect(await (await openVault({ vaultKeyFile: file })).vault.tokenOf(RJKAPLAN)).toBe(TOKEN)
  })

  test('of the environment rotate when a new one is put before the old one', async () => {
    const [old, recent] = [newKey(), newKey()]
    const server = await openVault({ vaultKeys: old })
    await server.vault.keep({ userPhid: RJKAPLAN, token: TOKEN, origin: {} })
    await expect(keysCommand(configOf({ vaultKeys: old }), ['rotate'])).rejects.toThrow(
      /put a new key before/,
    )
    const both = await openVault({ vaultKeys: `${recent} ${old}` })
    expect(await both.vault.tokenOf(RJKAPLAN)).toBe(TOKEN)
    await keysCommand(configOf({ vaultKeys: `${recent} ${old}` }), ['rotate'])
    expect(await (await openVault({ vaultKeys: recent })).vault.tokenOf(RJKAPLAN)).toBe(TOKEN)
  })

  test('come from a command, whose failure says nothing of what it printed', async () => {
    const key = newKey()
    const { vault } = await openVault({ vaultKeyCommand: `echo ${key}` })
    await vault.keep({ userPhid: RJKAPLAN, token: TOKEN, origin: {} })
    const failing = openVault({ vaultKeyCommand: `echo ${key}; exit 3` })
    await expect(failing).rejects.toThrow('vaultKeyCommand: it failed')
    await expect(failing).rejects.not.toThrow(key)
  })

  test.each([
    ['a file that others can read', /chmod 600/],
    ['a text that is no key', /32 random bytes/],
    ['a key that the vault was not encrypted with', /Add that key again/],
    ['two sources', /once/],
  ])('%s is refused, with what to do', async (what, message) => {
    await openVault()
    const file = join(directory, 'other-keys')
    writeFileSync(file, what.startsWith('a text') ? 'secret' : newKey(), { mode: 0o600 })
    if (what.startsWith('a file')) spawnSync('chmod', ['644', file])
    const settings = { vaultKeyFile: file, ...(what === 'two sources' && { vaultKeys: newKey() }) }
    await expect(openVault(settings)).rejects.toThrow(message)
  })
})
