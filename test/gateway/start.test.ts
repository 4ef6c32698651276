import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RunningGateway, readConfig, startGateway } from '../../gateway/src/app.ts'
import type { Backend } from '../../gateway/src/backends/backend.ts'
import { migrations } from '../../gateway/src/database/migrations/index.ts'
import { openDatabase } from '../../gateway/src/database/open.ts'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'

let directory: string
let running: RunningGateway[]
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gateway-'))
  running = []
})
afterEach(async () => {
  for (const { close } of running) await close()
  rmSync(directory, { recursive: true })
})

async function start(options: Record<string, unknown> = {}, log: string[] = []): Promise<RunningGateway> {
  const config = readConfig({
    options: { port: 0, dataDirectory: directory, demo: true, logLevel: 'warn', ...options },
  })
  const started = await startGateway(config, { logStream: { write: (line) => void log.push(line) } })
  running.push(started)
  return started
}

async function tokenOf({ gateway }: RunningGateway): Promise<string> {
  const account = await gateway.backend.accountByName('rjkaplan')
  return (await createApiToken(gateway, { userPhid: account?.phid ?? '', name: '' })).token
}

function whoami({ gateway }: RunningGateway, token: string): Promise<Response> {
  const url = `http://127.0.0.1:${gateway.config.port}/api/user.whoami`
  return fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
}

describe('on closing', () => {
  it('lets what is under way finish, and then takes nothing more', async () => {
    const log: string[] = []
    const started = await start({}, log)
    const { reached, goOn } = stopCalls(started.gateway.backend)
    const token = await tokenOf(started)
    const answer = whoami(started, token)
    await reached
    const closed = started.close()
    goOn()
    expect(await (await answer).json()).toMatchObject({ result: { userName: 'rjkaplan' } })
    await closed
    await expect(whoami(started, token)).rejects.toThrow('fetch failed')
    expect(log).toEqual([])
  })

  it('is done once, however often it is asked for', async () => {
    const started = await start()
    await Promise.all([started.close(), started.close()])
    await started.close()
  })
})

/** Holds every call to the backend until `goOn`. */
function stopCalls(backend: Backend) {
  const [reached, passage] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const call = backend.call.bind(backend)
  backend.call = async (made) => {
    reached.resolve()
    await passage.promise
    return call(made)
  }
  return { reached: reached.promise, goOn: passage.resolve }
}

describe('a start that fails leaves nothing open', () => {
  it('because the port is taken', async () => {
    const blocker = await listen()
    const { port } = blocker.address() as { port: number }
    await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE', port })
    blocker.close()
    expectUnused('gateway.sqlite', 'maniphest.sqlite')
    expect((await start({ port })).url).toContain(String(port))
  })

  it('because the Maniphest cannot be opened', async () => {
    const broken = new DatabaseSync(join(directory, 'maniphest.sqlite'))
    broken.exec('PRAGMA user_version = 1; CREATE TABLE users (unlike INTEGER)')
    broken.close()
    await expect(start()).rejects.toThrow()
    expectUnused('gateway.sqlite')
  })
})

function listen(): Promise<Server> {
  const { promise, resolve } = Promise.withResolvers<Server>()
  const server = createServer().listen(0, '127.0.0.1', () => resolve(server))
  return promise
}

/** SQLite removes the log beside a database when its last connection is closed, and not before. */
function expectUnused(...names: string[]): void {
  for (const name of names) {
    const database = new DatabaseSync(join(directory, name))
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; ROLLBACK')
    expect(database.prepare('PRAGMA journal_mode = DELETE').get()).toEqual({ journal_mode: 'delete' })
    database.close()
  }
}

it('a second gateway on the same data knows what the first one knows, at once', async () => {
  const [one, other] = [await start(), await start()]
  const token = await tokenOf(one)
  expect(await (await whoami(other, token)).json()).toMatchObject({ result: { userName: 'rjkaplan' } })
  await one.close()
  expect((await whoami(other, token)).status).toBe(200)
})

describe('the database', () => {
  it('is brought up to date once when several processes start at the same time', async () => {
    const open = new URL('../../gateway/src/database/open.ts', import.meta.url)
    const program = `const { openDatabase } = await import('${open}'); await (await openDatabase('${directory}')).destroy()`
    const execute = promisify(execFile)
    const processes = Array.from({ length: 4 }, () =>
      execute(process.execPath, ['--input-type=module', '-e', program]),
    )
    for (const { stderr } of await Promise.all(processes)) expect(stderr).toBe('')
    const database = await openDatabase(directory)
    expect(await database.selectFrom('access_tokens').select('revoked_at').execute()).toEqual([])
    await database.destroy()
  })

  it('has migrations whose names sort in the order in which they are listed, as Kysely demands', () => {
    expect(Object.keys(migrations)).toEqual(Object.keys(migrations).sort())
  })

  it('is for nobody else to read, also in a folder that others can', async () => {
    chmodSync(directory, 0o755)
    await start()
    const names = readdirSync(directory)
    expect(names.length).toBeGreaterThan(2)
    for (const name of names) {
      const { mode } = statSync(join(directory, name))
      expect((mode & 0o777).toString(8), name).toBe('600')
    }
  })

  it('is left as it was when it cannot be brought up to date', async () => {
    const path = join(directory, 'gateway.sqlite')
    const before = new DatabaseSync(path)
    before.exec('CREATE TABLE grants (in_the_way INTEGER)')
    before.close()
    await expect(openDatabase(directory)).rejects.toThrow(/grants/)
    const after = new DatabaseSync(path)
    after.exec('DROP TABLE grants')
    expect(after.prepare('SELECT name FROM sqlite_master').all()).toEqual([])
    after.close()
    await (await openDatabase(directory)).destroy()
  })
})

it('cuts off who sends a request for ever', async () => {
  const { server } = await start()
  expect(server.server.requestTimeout).toBe(300_000)
})

it('a request that cannot be parsed is logged without its bytes', async () => {
  const log: string[] = []
  const { gateway } = await start({ logLevel: 'trace' }, log)
  const socket = connect(gateway.config.port, '127.0.0.1')
  socket.end('GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret\r\nNo Header\r\n\r\n').resume()
  await once(socket, 'close')
  expect(log.join('')).toContain('HPE_INVALID_HEADER_TOKEN')
  expect(log.join('')).not.toContain('rawPacket')
  expect(log.join('')).not.toContain([...Buffer.from('secret')].join(','))
})

describe('the address of a caller', () => {
  const addressOf = async (options: Record<string, unknown>, forwarded = '192.0.2.66, 192.0.2.1') => {
    const log: string[] = []
    const { gateway } = await start({ ...options, logLevel: 'info' }, log)
    const headers = { 'x-forwarded-for': forwarded }
    await fetch(`http://127.0.0.1:${gateway.config.port}/`, { headers })
    return /"ip":"([^"]*)"/.exec(log.join(''))?.[1]
  }

  it('is what the web server in front appended, not what the caller made up', async () => {
    expect(await addressOf({ trustProxy: true })).toBe('192.0.2.1')
  })

  it('is that of the connection without a web server in front', async () => {
    expect(await addressOf({})).toBe('127.0.0.1')
  })

  it('is the last one that no trusted web server says of itself', async () => {
    const trustedProxies = '127.0.0.1, 10.0.0.0/8 2001:db8::/32'
    expect(await addressOf({ trustedProxies }, '192.0.2.66, 192.0.2.1, 10.7.7.7')).toBe('192.0.2.1')
    expect(await addressOf({ trustedProxies }, '192.0.2.66, 2001:db9::1, 2001:db8::7, 10.7.7.7')).toBe(
      '2001:db9::1',
    )
    expect(await addressOf({ trustedProxies }, '10.1.1.1, 192.0.2.1, ::ffff:10.7.7.7')).toBe('192.0.2.1')
  })

  it('is not believed of anybody who is not named as a web server in front', async () => {
    expect(await addressOf({ trustedProxies: ['10.0.0.0/8'] }, '192.0.2.1')).toBe('127.0.0.1')
    expect(await addressOf({ trustedProxies: ['::1'] }, '192.0.2.1')).toBe('127.0.0.1')
  })
})

it('what an administrator should know is said at the start', async () => {
  const log: string[] = []
  await start({ host: '0.0.0.0', publicUrl: 'http://gateway.example' }, log)
  expect(log.join('')).toMatch(/unencrypted to http:\/\/gateway\.example/)
  expect(log.join('')).toMatch(/demo accounts, whose password is public/)
  log.length = 0
  await start({}, log)
  expect(log).toEqual([])
})
