import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import * as z from 'zod/mini'
import { ConfigurationError } from '../errors.ts'
import { conceal } from '../oauth/conceal.ts'
import { withFileLock } from './file-lock.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { StoredToken, TokenStore } from './store.ts'
import { storedToken } from './stored-token.ts'

const contents = z.object({ version: z.literal(1), tokens: z.array(z.tuple([z.string(), storedToken])) })

/**
 * Keeps tokens in one file that only its owner can read (0600). Several processes may share it: each change is
 * written to a second file which then replaces the first, so a reader or a crash never meets half a file.
 *
 * @param path of the file; its folder is made (0700) if it is missing
 * @throws {ConfigurationError} from its methods: others can read the file, or it is damaged. It is then left as it is.
 * @example
 * ```ts
 * const store = fileStore('.data/tokens.json')
 * ```
 */
export function fileStore(path: string): TokenStore {
  const file = resolve(path)
  const queue = oneAtATime()

  const locked = <Result>(name: string, task: () => Promise<Result>) =>
    queue(name, async () => {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      return withFileLock(`${file}.${name}`, task)
    })
  const change = (edit: (tokens: Map<string, StoredToken>) => void) =>
    locked('lock', async () => {
      const tokens = await read(file)
      edit(tokens)
      await replace(file, tokens)
    })

  return {
    get: async (key) => (await read(file)).get(key),
    set: (key, token) => change((tokens) => tokens.set(key, token)),
    delete: (key) => change((tokens) => tokens.delete(key)),
    exclusively: async (key, task) => locked(`${await fileName(key)}.lock`, task),
  }
}

async function read(file: string): Promise<Map<string, StoredToken>> {
  const text = await readPrivate(file)
  if (text === undefined) return new Map()
  const parsed = contents.safeParse(parse(text))
  if (!parsed.success) {
    throw new ConfigurationError(`The token file ${file} is damaged.`, {
      remedy: 'Restore it from a backup, or delete it and sign in again.',
    })
  }
  return new Map(parsed.data.tokens.map(([key, token]) => [key, conceal(token as StoredToken)]))
}

async function readPrivate(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r').catch(ignoreMissing)
  if (!handle) return undefined
  try {
    const { mode } = await handle.stat()
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new ConfigurationError(`Others can read the token file ${file}.`, {
        remedy: `Run chmod 600 ${file}; if others may have read it, revoke its tokens and sign in again.`,
      })
    }
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}

async function replace(file: string, tokens: ReadonlyMap<string, StoredToken>): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(JSON.stringify({ version: 1, tokens: [...tokens] }))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(file))
}

/** Without this a power cut can undo the rename, and with it lose a refresh token that is already redeemed. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Keys are secrets (session identifiers), so not even their lock's name tells them. */
async function fileName(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key))
  return Buffer.from(digest).toString('hex').slice(0, 32)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
