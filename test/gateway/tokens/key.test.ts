import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RunningGateway, readConfig, startGateway } from '../../../gateway/src/app.ts'
import { keysCommand } from '../../../gateway/src/commands/keys.ts'
import { migrations } from '../../../gateway/src/database/migrations/index.ts'
import { nodeSqliteDialect } from '../../../gateway/src/database/node-sqlite.ts'
import { newKey } from '../../../gateway/src/keys/key.ts'
import { digest } from '../../../gateway/src/secrets.ts'
import { tokenKeySource } from '../../../gateway/src/tokens/open-token-key.ts'
import { createApiToken, findTokenByPhid } from '../../../gateway/src/tokens/tokens.ts'

let directory: string
const running: RunningGateway[] = []
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'token-key-'))
})
afterEach(async () => {
  for (const { close } of running.splice(0)) await close()
  rmSync(directory, { recursive: true })
})

const configOf = (more: Record<string, unknown> = {}) =>
  readConfig({ options: { port: 0, dataDirectory: directory, demo: true, logLevel: 'silent', ...more } })

async function start(more: Record<string, unknown> = {}): Promise<RunningGateway> {
  const started = await startGateway(configOf(more))
  running.push(started)
  return started
}

async function stop(): Promise<void> {
  for (const { close } of running.splice(0)) await close()
}

async function tokenOf({ gateway }: RunningGateway, more: { token?: string } = {}) {
  const account = await gateway.backend.accountByName('angie')
  return createApiToken(gateway, { userPhid: account?.phid ?? '', name: 'kept', ...more })
}

async function whoami({ gateway }: RunningGateway, token: string): Promise<string | undefined> {
  const url = `http://127.0.0.1:${gateway.config.port}/api/user.whoami`
  const response = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
  const { result, reason } = (await response.json()) as {
    result?: { userName: string }
    reason?: { code: string }
  }
  return result?.userName ?? reason?.code
}

describe('tokens from before there was a key', () => {
  /** A database as it was then, with one API token and one access token in it. */
  async function databaseOfBefore(token: string, accessToken: string): Promise<void> {
    const db = new Kysely<unknown>({ dialect: nodeSqliteDialect(join(directory, 'gateway.sqlite')) })
    const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '2026-11-26b'))
    await new Migrator({ db, provider: { getMigrations: async () => before } }).migrateToLatest()
    await db.destroy()
    const database = new DatabaseSync(join(directory, 'gateway.sqlite'))
    database
      .prepare(
        'INSERT INTO api_tokens (digest, user_phid, name, created_at, last_used_at) VALUES (?, ?, ?, ?, ?)',
      )
      .run(digest(token), 'to be filled in', 'from before', 1_700_000_000, 1_700_000_001)
    database
      .prepare(
        'INSERT INTO access_tokens (digest, grant_id, client_id, user_phid, scopes, payload, issued_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(digest(accessToken), 'g', 'c', 'u', '[]', '{}', 1_700_000_000, 4_000_000_000)
    database.close()
  }

  it('stay good, and what is stored of them is wrapped', async () => {
    const [token, accessToken] = [`api-${'2'.repeat(28)}`, 'an opaque access token of before']
    await databaseOfBefore(token, accessToken)
    const started = await start()
    const { database, backend, tokenKey } = started.gateway
    const user_phid = (await backend.accountByName('angie'))?.phid ?? ''
    await database.updateTable('api_tokens').set({ user_phid }).execute()

    expect(await whoami(started, token)).toBe('angie')
    const { phid } = await database.selectFrom('api_tokens').select('phid').executeTakeFirstOrThrow()
    expect(phid).toMatch(/^PHID-CTKN-[a-z2-7]{20}$/)
    expect(await findTokenByPhid(started.gateway, phid)).toMatchObject({
      kind: 'api',
      name: 'from before',
      rights: 'all',
      addresses: [],
      expiresAt: undefined,
      lastUse: { at: expect.any(Number) },
    })
    const digests = [
      ...(await database.selectFrom('api_token_secrets').select('digest').execute()),
      ...(await database.selectFrom('access_tokens').select('digest').execute()),
    ].map((row) => row.digest)
    expect(digests).toEqual([tokenKey.digest(token), tokenKey.digest(accessToken)])

    // While there is one of them, a token without check characters is looked up.
    expect(await whoami(started, `api-${'3'.repeat(28)}`)).toBe('token_unknown')
    await stop()
    expect(await whoami(await start(), token)).toBe('angie')
  })
})

describe('the key of the tokens', () => {
  it('lies in a file of its own that its owner alone can read, and stays', async () => {
    const { token } = await tokenOf(await start())
    expect(statSync(join(directory, 'token-key')).mode & 0o777).toBe(0o600)
    await stop()
    expect(await whoami(await start(), token)).toBe('angie')
  })

  it('is one for two gateways on the same data', async () => {
    const { token } = await tokenOf(await start())
    expect(await whoami(await start(), token)).toBe('angie')
  })

  it('is made once, when several look for it at the same time', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => tokenKeySource(configOf()).read()))
    expect(new Set(keys).size).toBe(1)
    expect(readdirSync(directory)).toEqual(['token-key'])
  })

  it('may be one of several, and come from a command', async () => {
    const { token } = await tokenOf(await start())
    await stop()
    const keys = join(directory, 'keys')
    writeFileSync(keys, `${newKey()}\n${readFileSync(join(directory, 'token-key'), 'utf8')}`)
    expect(await whoami(await start({ tokenKeyCommand: `cat ${keys}` }), token)).toBe('angie')
  })

  it('that is another one keeps the gateway from starting, and from losing every token', async () => {
    const { token } = await tokenOf(await start())
    await stop()
    const other = { tokenKey: newKey() }
    await expect(start(other)).rejects.toThrow(/tokenKey: .* Put that key back; .* forget-tokens/)
    expect(await whoami(await start(), token)).toBe('angie')
  })

  it('that is lost ends every token when somebody says so, and the record tells why', async () => {
    const { phid, token } = await tokenOf(await start())
    await stop()
    rmSync(join(directory, 'token-key'))
    await expect(start()).rejects.toThrow('Put that key back')
    expect(await keysCommand(configOf(), ['forget-tokens'])).toContain('Ended one API token')
    const started = await start()
    expect(await whoami(started, token)).toBe('token_unknown')
    expect((await findTokenByPhid(started.gateway, phid))?.revokedAt).toBeDefined()
  })

  it('that is no key, or that others can read, is refused by name', async () => {
    await expect(start({ tokenKey: 'secret' })).rejects.toThrow('tokenKey: a key is 32 random bytes')
    const file = join(directory, 'open')
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o644 })
    await expect(start({ tokenKeyFile: file })).rejects.toThrow(`chmod 600 ${file}`)
  })
})

it('a token that was given without check characters is good, in this gateway and the next', async () => {
  const started = await start()
  const known = `api-${'k'.repeat(28)}`
  await tokenOf(started, { token: known })
  expect(await whoami(started, known)).toBe('angie')
  await stop()
  expect(await whoami(await start(), known)).toBe('angie')
})
