import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import type { Kysely } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lookup, requestBegins } from '../../../gateway/src/database/lookup.ts'
import { openDatabase } from '../../../gateway/src/database/open.ts'
import type { Database } from '../../../gateway/src/database/schema.ts'

const settingNamed = lookup(
  (database, name) => database.selectFrom('settings').selectAll().where('name', '=', name),
  ([row]) => row,
)

let directory: string
let database: Kysely<Database>
/** A connection as another process has it. */
let foreign: DatabaseSync
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'phorge-conduit-lookup-'))
  database = await openDatabase(directory)
  foreign = new DatabaseSync(join(directory, 'gateway.sqlite'))
})
afterEach(async () => {
  foreign.close()
  await database.destroy()
  rmSync(directory, { recursive: true })
})

const found = async (name: string) => (await settingNamed(database, name))?.value

function write(name: string, value: string) {
  return database.replaceInto('settings').values({ name, value }).execute()
}

function writeElsewhere(name: string, value: string) {
  foreign.prepare('REPLACE INTO settings (name, value) VALUES (?, ?)').run(name, value)
}

test('while nothing is committed the answer is the very same', async () => {
  await write('a', '1')
  const first = await settingNamed(database, 'a')
  await setImmediate()
  expect(await settingNamed(database, 'a')).toBe(first)
})

test('what another process commits is seen by what is asked next', async () => {
  await write('a', '1')
  expect(await found('a')).toBe('1')
  await setImmediate()
  writeElsewhere('a', '2')
  expect(await found('a')).toBe('2')
})

test('what this process commits is seen at once, without a turn of the event loop', async () => {
  await write('a', '1')
  expect(await found('a')).toBe('1')
  await write('a', '2')
  expect(await found('a')).toBe('2')
  await database.deleteFrom('settings').where('name', '=', 'a').execute()
  expect(await found('a')).toBeUndefined()
})

test('of requests that came in together all find the same; one that comes in later finds what was committed meanwhile', async () => {
  await write('a', '1')
  requestBegins(database)
  expect(await found('a')).toBe('1')
  writeElsewhere('a', '2')
  requestBegins(database)
  expect(await found('a')).toBe('1')
  await setImmediate()
  requestBegins(database)
  expect(await found('a')).toBe('2')
})

test('what this process commits is seen at once by requests that came in together', async () => {
  requestBegins(database)
  await write('a', '1')
  expect(await found('a')).toBe('1')
  await write('a', '2')
  requestBegins(database)
  expect(await found('a')).toBe('2')
})

test('what stands for the key in the table is made only when the answer is not at hand', async () => {
  await write('A', '1')
  let made = 0
  const inCapitals = async () => {
    const row = await settingNamed(database, 'a', () => {
      made += 1
      return 'A'
    })
    return row?.value
  }
  expect([await inCapitals(), await inCapitals()]).toEqual(['1', '1'])
  expect(made).toBe(1)
  await write('A', '2')
  expect(await inCapitals()).toBe('2')
  expect(made).toBe(2)
})

test('what is not there yet is found when it is', async () => {
  expect(await found('a')).toBeUndefined()
  await write('a', '1')
  expect(await found('a')).toBe('1')
})

test('a transaction sees its own writes; nobody else waits for it or sees them before they are committed', async () => {
  await write('a', '1')
  await database.transaction().execute(async (inside) => {
    await inside.updateTable('settings').set({ value: '2' }).where('name', '=', 'a').execute()
    expect((await settingNamed(inside, 'a'))?.value).toBe('2')
    expect(await found('a')).toBe('1')
  })
  expect(await found('a')).toBe('2')
})

test('what is rolled back was never there', async () => {
  await write('a', '1')
  const rolledBack = database.transaction().execute(async (inside) => {
    await inside.deleteFrom('settings').where('name', '=', 'a').execute()
    expect(await found('a')).toBe('1')
    throw new Error('no')
  })
  await expect(rolledBack).rejects.toThrow('no')
  expect(await found('a')).toBe('1')
})

test('in memory it is asked as any other query is', async () => {
  const inMemory = await openDatabase(':memory:')
  await inMemory.insertInto('settings').values({ name: 'a', value: '1' }).execute()
  expect((await settingNamed(inMemory, 'a'))?.value).toBe('1')
  await inMemory.destroy()
})

test('whoever writes, and in whatever order, a lookup finds what is committed', async () => {
  const name = fc.constantFrom('a', 'b', 'c')
  const step = fc.record({ do: fc.constantFrom('write', 'write elsewhere', 'look', 'turn'), name })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      for (const [index, { do: what, name }] of steps.entries()) {
        if (what === 'write') await write(name, `${index}`)
        if (what === 'turn') await setImmediate()
        if (what === 'write elsewhere') {
          // As a request that came in later finds it.
          await setImmediate()
          writeElsewhere(name, `${index} elsewhere`)
        }
        const row = foreign.prepare('SELECT value FROM settings WHERE name = ?').get(name)
        expect(await found(name)).toBe(row?.value)
      }
    }),
    { numRuns: 60 },
  )
})
