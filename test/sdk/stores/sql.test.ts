import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CamelCasePlugin, Kysely, ParseJSONResultsPlugin, sql } from 'kysely'
import { encrypted } from 'phorge-conduit/stores/encrypted'
import { createTokenTable, sqlStore } from 'phorge-conduit/stores/sql'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { nodeSqliteDialect } from '../../../gateway/src/database/node-sqlite.ts'
import { expired } from './remote-store.ts'
import { rotatingServer } from './rotating-server.ts'
import { storeContract } from './store-contract.ts'

/** A database in which the application has a table of its own. */
interface Shop {
  orders: { id: number }
}

let folder: string
const opened: Kysely<Shop>[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'phorge-conduit-sql-'))
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((kysely) => kysely.destroy()))
})
afterAll(() => rm(folder, { recursive: true }))

const newFile = () => join(folder, `${randomUUID()}.db`)

/** As one process opens it. */
function open(file = newFile()): Kysely<Shop> {
  const kysely = new Kysely<Shop>({ dialect: nodeSqliteDialect(file) })
  opened.push(kysely)
  return kysely
}

async function newDatabase(file = newFile()): Promise<Kysely<Shop>> {
  const kysely = open(file)
  await createTokenTable(kysely)
  return kysely
}

storeContract('the SQL store', async () => sqlStore({ kysely: await newDatabase() }))
storeContract('an encrypted SQL store', async () =>
  encrypted(sqlStore({ kysely: await newDatabase() }), { keys: [{ id: 'one', key: new Uint8Array(32) }] }),
)

describe('the SQL store', () => {
  test('is shared by all who open the database', async () => {
    const file = newFile()
    const store = sqlStore({ kysely: await newDatabase(file) })
    await store.set('key', { accessToken: 'a' })
    expect(await sqlStore({ kysely: open(file) }).get('key')).toEqual({ accessToken: 'a' })
  })

  test('makes its tables once, however often and from wherever it is asked', async () => {
    const file = newFile()
    const processes = Array.from({ length: 4 }, () => open(file))
    await Promise.all(processes.map((kysely) => createTokenTable(kysely)))
    await createTokenTable(open(file))
    await sqlStore({ kysely: open(file) }).set('key', { accessToken: 'a' })
  })

  test('says what the database says when the tables are missing, or cannot be made', async () => {
    await expect(sqlStore({ kysely: open() }).get('key')).rejects.toThrow(/phorge_conduit_tokens/)
    await expect(createTokenTable(open(join(folder, 'missing', 'file.db')))).rejects.toThrow()
    await expect(sqlStore({ kysely: open() }).exclusively('key', async () => 1)).rejects.toThrow(/_locks/)
  })

  test('uses the tables that it is told to, and any plugins of the application', async () => {
    const kysely = open().withPlugin(new CamelCasePlugin()).withPlugin(new ParseJSONResultsPlugin())
    await createTokenTable(kysely, { table: 'main.visitor_tokens' })
    const store = sqlStore({ kysely, table: 'main.visitor_tokens' })
    await store.exclusively('key', () => store.set('key', { accessToken: 'a', scopes: ['user.whoami'] }))
    expect(await store.get('key')).toEqual({ accessToken: 'a', scopes: ['user.whoami'] })
  })

  test('writes no name of an entry, and nothing but ASCII', async () => {
    const kysely = await newDatabase()
    await sqlStore({ kysely }).set('a-session-key', { accessToken: 'ключ' })
    const { rows } = await sql`select * from phorge_conduit_tokens`.execute(kysely)
    expect(JSON.stringify(rows)).not.toContain('a-session-key')
    expect(JSON.stringify(rows)).toMatch(/^[\x20-\x7e]+$/)
  })

  test('reports a damaged entry and leaves it as it is', async () => {
    const kysely = await newDatabase()
    const store = sqlStore({ kysely })
    await store.set('key', { accessToken: 'a' })
    await sql`update phorge_conduit_tokens set token = '{"accessTo'`.execute(kysely)
    await expect(store.get('key')).rejects.toMatchObject({ code: 'configuration' })
    const { rows } = await sql`select token from phorge_conduit_tokens`.execute(kysely)
    expect(rows).toEqual([{ token: '{"accessTo' }])
  })

  test('says what the database says when it does not take a lock', async () => {
    const kysely = await newDatabase()
    await sql`create trigger full before insert on phorge_conduit_tokens_locks begin select raise(abort, 'disk full'); end`.execute(
      kysely,
    )
    await expect(sqlStore({ kysely }).exclusively('key', async () => 1)).rejects.toThrow('disk full')
  })

  test('leaves no lock behind', async () => {
    const kysely = await newDatabase()
    const store = sqlStore({ kysely })
    await store.exclusively('key', async () => 1)
    await store.exclusively('key', () => Promise.reject(new Error('of the task'))).catch(() => undefined)
    expect((await sql`select * from phorge_conduit_tokens_locks`.execute(kysely)).rows).toEqual([])
  })

  test('loses no increment among stores that meet in the database alone', async () => {
    const file = newFile()
    const stores = [await newDatabase(file), open(file), open(file)].map((kysely) => sqlStore({ kysely }))
    await stores[0]?.set('key', { accessToken: '0' })
    const increments = stores.flatMap((store) =>
      Array.from({ length: 5 }, () =>
        store.exclusively('key', async () => {
          const { accessToken } = (await store.get('key')) ?? { accessToken: 'lost' }
          await store.set('key', { accessToken: String(Number(accessToken) + 1) })
        }),
      ),
    )
    await Promise.all(increments)
    expect(await stores[0]?.get('key')).toEqual({ accessToken: '15' })
  })

  test('renews once for two processes with ten calls each', async () => {
    const file = newFile()
    await sqlStore({ kysely: await newDatabase(file) }).set('key', expired)
    const server = await rotatingServer({})
    const program = join(import.meta.dirname, 'renew-by-sql.ts')
    const given = [program, server.url, file, 'key', String(expired.expiresAt)]
    const renew = () => promisify(execFile)(process.execPath, given)
    const answers = await Promise.all([renew(), renew()])
    await server.close()
    expect(new Set(answers.flatMap(({ stdout }) => JSON.parse(stdout)))).toEqual(
      new Set(['access-after-first']),
    )
    expect(server.redeemed).toEqual(['first'])
  })

  test('takes over from a process that died, one of many who wait, and not from one that lives', async () => {
    const file = newFile()
    const kysely = await newDatabase(file)
    const lease = 600
    const living = sqlStore({ kysely, lease })
    const order: string[] = []
    const { promise: started, resolve: start } = Promise.withResolvers<void>()
    const long = living.exclusively('key', async () => {
      start()
      await new Promise((resolve) => setTimeout(resolve, 2 * lease))
      order.push('living')
    })
    await started
    const waiting = sqlStore({ kysely: open(file), lease }).exclusively(
      'key',
      async () => void order.push('next'),
    )
    await Promise.all([long, waiting])
    expect(order).toEqual(['living', 'next'])

    let id = ''
    await living.exclusively('key', async () => {
      const { rows } = await sql<{ id: string }>`select id from phorge_conduit_tokens_locks`.execute(kysely)
      id = rows[0]?.id ?? ''
    })
    await sql`insert into phorge_conduit_tokens_locks values (${id}, 'dead', 7)`.execute(kysely)
    let running = 0
    let most = 0
    const heirs = Array.from({ length: 4 }, () => sqlStore({ kysely: open(file), lease }))
    const task = async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 20))
      running--
    }
    await Promise.all(heirs.map((store) => store.exclusively('key', task)))
    expect(most).toBe(1)
  })

  test.each([
    ['a table that is none', { table: 'tokens; drop table orders' }],
    ['a lease that is none', { lease: 0 }],
  ])('refuses %s', async (_what, options) => {
    const kysely = open()
    expect(() => sqlStore({ kysely, ...options })).toThrow(expect.objectContaining({ code: 'configuration' }))
  })

  test('refuses a transaction', async () => {
    const inside = open()
      .transaction()
      .execute(async (kysely) => sqlStore({ kysely: kysely as Kysely<Shop> }))
    await expect(inside).rejects.toMatchObject({ code: 'configuration' })
  })
})
