import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileStore } from 'phorge-conduit/stores/file'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { storeContract } from './store-contract.ts'

let folder: string
let count = 0
const newFile = () => join(folder, `store-${++count}`, 'tokens.json')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'phorge-conduit-store-'))
})
afterAll(() => rm(folder, { recursive: true }))

storeContract('the file store', () => fileStore(newFile()))

describe('the file store', () => {
  test('is readable by its owner alone, and so is the folder that it makes', async () => {
    const file = newFile()
    await fileStore(file).set('key', { accessToken: 'a' })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(join(file, '..'))).mode & 0o777).toBe(0o700)
  })

  test('is read by a second store on the same path', async () => {
    const file = newFile()
    await fileStore(file).set('key', { accessToken: 'a' })
    expect(await fileStore(file).get('key')).toEqual({ accessToken: 'a' })
  })

  test('leaves neither locks nor temporary files behind', async () => {
    const file = newFile()
    const store = fileStore(file)
    await store.exclusively('key', () => store.set('key', { accessToken: 'a' }))
    expect(await readdir(join(file, '..'))).toEqual(['tokens.json'])
  })

  test.each([0o640, 0o604, 0o660])('refuses a file of mode %o and says how to mend it', async (mode) => {
    const file = newFile()
    const store = fileStore(file)
    await store.set('key', { accessToken: 'a-secret' })
    await chmod(file, mode)
    const refusal = { code: 'configuration', remedy: expect.stringContaining(`chmod 600 ${file}`) }
    await expect(store.get('key')).rejects.toMatchObject(refusal)
    await expect(store.set('key', { accessToken: 'b' })).rejects.toMatchObject(refusal)
    await chmod(file, 0o600)
    expect(await store.get('key')).toEqual({ accessToken: 'a-secret' })
  })

  test.each([
    ['cut in half', '{"version":1,"tokens":[["key",{"accessTo'],
    ['empty', ''],
    ['something else', '{"hello":"world"}'],
  ])('reports a file that is %s and leaves it as it is', async (_name, text) => {
    const file = newFile()
    const store = fileStore(file)
    await store.set('key', { accessToken: 'a' })
    await writeFile(file, text)
    const damaged = { code: 'configuration', message: expect.stringContaining('damaged') }
    await expect(store.get('key')).rejects.toMatchObject(damaged)
    await expect(store.set('key', { accessToken: 'b' })).rejects.toMatchObject(damaged)
    await expect(store.delete('key')).rejects.toMatchObject(damaged)
    expect(await readFile(file, 'utf8')).toBe(text)
  })

  test('keeps fields of a token that it does not know', async () => {
    const file = newFile()
    const store = fileStore(file)
    await store.set('key', { accessToken: 'a', later: { field: 1 } } as never)
    await store.set('other', { accessToken: 'b' })
    expect(await store.get('key')).toEqual({ accessToken: 'a', later: { field: 1 } })
  })

  test('takes over the lock of a process that died', async () => {
    const file = newFile()
    const store = fileStore(file)
    await store.set('key', { accessToken: 'a' })
    await leaveLock(`${file}.lock`, { id: 'dead', pid: await deadPid(), host: hostname() }, 4)
    await store.set('key', { accessToken: 'b' })
    expect(await store.get('key')).toEqual({ accessToken: 'b' })
  })

  test('takes over the lock of another machine that gave no sign of life, and one that was never finished', async () => {
    const file = newFile()
    const store = fileStore(file)
    await store.set('key', { accessToken: 'a' })
    await leaveLock(`${file}.lock`, { id: 'far', pid: 1, host: 'elsewhere' }, 20)
    await store.set('key', { accessToken: 'b' })
    await leaveLock(`${file}.lock`, undefined, 20)
    await store.set('key', { accessToken: 'c' })
    expect(await store.get('key')).toEqual({ accessToken: 'c' })
  })

  test('only one of many takes over an abandoned lock at a time', async () => {
    const file = newFile()
    await fileStore(file).set('key', { accessToken: '0' })
    await leaveLock(`${file}.lock`, { id: 'dead', pid: await deadPid(), host: hostname() }, 4)
    // Stores of their own do not share the queue inside a process: they meet at the lock alone.
    const stores = Array.from({ length: 8 }, () => fileStore(file))
    await Promise.all(stores.map((store, index) => store.set(`key ${index}`, { accessToken: 'a' })))
    for (const index of stores.keys()) expect(await fileStore(file).get(`key ${index}`)).toBeDefined()
  })

  test('loses no change when four processes make them, one of which is killed on the way', async () => {
    const file = newFile()
    const program = join(import.meta.dirname, 'count-in-a-process.ts')
    const count = (times: number) =>
      spawn(process.execPath, [program, file, String(times)], { stdio: 'ignore' })
    const killed = count(100_000)
    while (!(await fileStore(file).get('counter'))) await new Promise((resolve) => setTimeout(resolve, 20))
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    for (const name of await readdir(join(file, '..'))) {
      if (name.endsWith('.lock')) await age(join(file, '..', name), 4)
    }
    const before = Number((await fileStore(file).get('counter'))?.accessToken)
    const exits = await Promise.all(Array.from({ length: 3 }, () => once(count(20), 'exit')))
    expect(exits.map(([code]) => code)).toEqual([0, 0, 0])
    expect(Number((await fileStore(file).get('counter'))?.accessToken)).toBe(before + 60)
  })

  test('waits for a lock whose owner is alive', async () => {
    const file = newFile()
    const store = fileStore(file)
    await store.set('key', { accessToken: 'a' })
    const lock = `${file}.lock`
    await leaveLock(lock, { id: 'alive', pid: process.pid, host: hostname() }, 5)
    let written = false
    const writing = store.set('key', { accessToken: 'b' }).then(() => {
      written = true
    })
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(written).toBe(false)
    await rm(lock)
    await writing
    expect(await store.get('key')).toEqual({ accessToken: 'b' })
  })
})

async function leaveLock(path: string, owner: object | undefined, secondsAgo: number): Promise<void> {
  await writeFile(path, owner ? JSON.stringify(owner) : '')
  await age(path, secondsAgo)
}

async function age(path: string, seconds: number): Promise<void> {
  const then = new Date(Date.now() - seconds * 1000)
  await utimes(path, then, then)
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'exit')
  return child.pid ?? 0
}
