import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmod, link, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ConfigError } from '../config.ts'
import type { Concealed } from '../secrets.ts'
import { keyBytes, newKey } from './key.ts'

/** Where the keys come from, as text: one a line, the current one first. */
export interface KeySource {
  /** For messages. */
  readonly name: string
  read(): Promise<string>
  /** Puts a new key before the others. Only a file can be written. */
  add?(key: string): Promise<void>
}

/** Settings of which one at most names the source. */
export interface KeySettings {
  /** What is kept with the keys, for messages: `the vault`. */
  readonly purpose: string
  /** Each setting with its name. */
  readonly keys: readonly [name: string, value: Concealed | undefined]
  readonly file: readonly [name: string, value: string | undefined]
  readonly command: readonly [name: string, value: string | undefined]
  readonly dataDirectory: string | ':memory:'
  /** Name of the file in the data directory, made if missing, when no setting says anything. */
  readonly fallback: string
}

const COMMAND_TIMEOUT = 10_000

/** The one source that the settings name; without any, a file in the data directory. @throws {ConfigError} */
export function keySource({ purpose, dataDirectory, fallback, ...settings }: KeySettings): KeySource {
  const [keysName, keys] = settings.keys
  const [fileName, file] = settings.file
  const [commandName, command] = settings.command
  if ([keys, file, command].filter((source) => source !== undefined).length > 1) {
    throw new ConfigError(`Give the keys of ${purpose} once: ${keysName}, ${fileName} or ${commandName}.`)
  }
  if (keys) return { name: keysName, read: async () => keys.reveal() }
  if (command) return fromCommand(commandName, command)
  if (file) return fromFile(file)
  if (dataDirectory === ':memory:') return inMemory()
  return madeIfMissing(fromFile(join(dataDirectory, fallback)))
}

/** The keys of a source, the current one first: one or more. @throws {ConfigError} when what is there is no key */
export async function keysOf(source: KeySource): Promise<[Buffer, ...Buffer[]]> {
  const words = (await source.read()).split(/[\s,]+/).filter(Boolean)
  const [first, ...rest] = words.flatMap((word) => keyBytes(word) ?? [])
  if (first && rest.length + 1 === words.length) return [first, ...rest]
  throw new ConfigError(
    `${source.name}: a key is 32 random bytes in base64, and what is there is none. "npm run gateway -- keys generate" prints one.`,
  )
}

interface KeyFile extends KeySource {
  add(key: string): Promise<void>
  /** Makes the file with this key in it, unless it is there already: of several that try, one does. */
  make(key: string): Promise<void>
}

function fromFile(file: string): KeyFile {
  const read = async () => {
    const { mode } = await stat(file)
    if ((mode & 0o077) !== 0) {
      throw new ConfigError(`${file}: others can read it. Take their rights away: chmod 600 ${file}`)
    }
    return readFile(file, 'utf8')
  }
  return {
    name: file,
    read,
    async add(key) {
      const before = await read().catch(emptyIfMissing)
      // In one step: whoever reads it meanwhile finds the old keys or all of them.
      const beside = `${file}.new`
      await writePrivately(beside, `${key}\n${before}`)
      await rename(beside, file)
    },
    async make(key) {
      const beside = `${file}.${randomUUID()}`
      await writePrivately(beside, `${key}\n`)
      await link(beside, file).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
      })
      await unlink(beside)
    },
  }
}

async function writePrivately(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600, flush: true })
  await chmod(file, 0o600)
}

function madeIfMissing({ make, ...file }: KeyFile): KeySource {
  return {
    ...file,
    async read() {
      const text = await file.read().catch(emptyIfMissing)
      if (text !== '') return text
      await make(newKey())
      return file.read()
    },
  }
}

function fromCommand(name: string, command: string): KeySource {
  const run = promisify(execFile)
  return {
    name,
    async read() {
      const options = { timeout: COMMAND_TIMEOUT }
      try {
        return (await run('/bin/sh', ['-c', command], options)).stdout
      } catch {
        // What it printed may be a key.
        throw new ConfigError(`${name}: it failed, or took longer than ten seconds.`)
      }
    },
  }
}

function inMemory(): KeySource {
  const key = newKey()
  return { name: 'memory', read: async () => key }
}

function emptyIfMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return ''
  throw error
}
