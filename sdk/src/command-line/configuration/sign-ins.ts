import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { fileStore } from '../../stores/file.ts'
import type { TokenStore } from '../../stores/store.ts'
import { configurationFolder } from './folders.ts'
import { readJsonFile } from './json-file.ts'

const signIn = z.union([
  z.object({ kind: z.literal('oauth'), clientId: z.string() }),
  z.object({ kind: z.literal('api-token') }),
])

const contents = z.object({
  version: z.literal(1),
  /** Whichever server was signed in to last. */
  current: z.optional(z.string()),
  servers: z.record(z.string(), signIn),
})

/** How somebody is signed in to a server. Nothing here is secret: the tokens are in the store. */
export type SignIn = z.infer<typeof signIn>

/** The sign-ins made with this program: `servers.json`, and `tokens.json` with the tokens, by the servers' addresses. */
export class SignIns {
  readonly store: TokenStore
  readonly #folder: string
  readonly #file: string

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#folder = configurationFolder(env)
    this.#file = join(this.#folder, 'servers.json')
    this.store = fileStore(join(this.#folder, 'tokens.json'))
  }

  async current(): Promise<string | undefined> {
    return (await this.#read()).current
  }

  async get(url: string): Promise<SignIn | undefined> {
    return (await this.#read()).servers[url]
  }

  async set(url: string, signIn: SignIn): Promise<void> {
    const { servers } = await this.#read()
    await this.#replace({ version: 1, current: url, servers: { ...servers, [url]: signIn } })
  }

  /** Forgets the server, its token too. */
  async delete(url: string): Promise<void> {
    await this.store.delete(url)
    const { current, servers } = await this.#read()
    const { [url]: _, ...others } = servers
    const next = current === url ? Object.keys(others).at(-1) : current
    await this.#replace({ version: 1, ...(next && { current: next }), servers: others })
  }

  async #read(): Promise<z.infer<typeof contents>> {
    return (await readJsonFile(this.#file, contents)) ?? { version: 1, servers: {} }
  }

  /** A reader or a crash never meets half a file. */
  async #replace(next: z.infer<typeof contents>): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const temporary = `${this.#file}.${randomUUID()}.tmp`
    try {
      await writeFile(temporary, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 })
      await rename(temporary, this.#file)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  }
}
