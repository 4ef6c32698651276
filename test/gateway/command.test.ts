import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../gateway/src/app.ts'
import { readSecurityLog } from '../../gateway/src/audit/security-log.ts'
import { type EmbeddedBackend, openEmbeddedBackend } from '../../gateway/src/backends/embedded/embedded.ts'
import { openDatabase } from '../../gateway/src/database/open.ts'
import type { Gateway } from '../../gateway/src/gateway.ts'
import { findSession, startSession } from '../../gateway/src/sessions/sessions.ts'

const main = new URL('../../gateway/src/main.ts', import.meta.url).pathname
let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'command-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

interface Ending {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

interface Run {
  readonly input?: string
  readonly environment?: Record<string, string>
  /** Called with all that was printed so far, each time there is more. */
  readonly onOutput?: (output: string, stop: (signal: NodeJS.Signals) => void) => void
}

function run(
  words: readonly string[],
  { input = '', environment = {}, onOutput }: Run = {},
): Promise<Ending> {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env = { PATH, NODE_COMPILE_CACHE, GATEWAY_DATA_DIRECTORY: directory, ...environment }
  const child = spawn(process.execPath, [main, ...words], { env })
  const { promise, resolve } = Promise.withResolvers<Ending>()
  let [output, errors] = ['', '']
  child.stdout.on('data', (text) => {
    output += text
    onOutput?.(output, (signal) => child.kill(signal))
  })
  child.stderr.on('data', (text) => {
    errors += text
  })
  child.on('close', (code) => resolve({ code, output, errors }))
  child.stdin.on('error', () => {}).end(input)
  return promise
}

describe('the command', () => {
  it('explains itself', async () => {
    const { code, output, errors } = await run(['--help'])
    expect([code, errors]).toEqual([0, ''])
    for (const text of ['--port', 'GATEWAY_PORT', '(default: 8080)', 'account create NAME', '--config']) {
      expect(output).toContain(text)
    }
    expect(Math.max(...output.split('\n').map((line) => line.length))).toBeLessThan(200)
  })

  it.each([
    [['--port', 'x'], {}, /^--port: .*It takes: port to listen on/],
    [[], { GATEWAY_PUBLIC_URL: 'x' }, /^GATEWAY_PUBLIC_URL: .*scheme, host and port/],
    [['--config', '/nowhere.json'], {}, /^\/nowhere\.json: /],
    [['--prot', '80'], {}, /--prot.*\n.*--help/],
    [['serve'], {}, /no command "serve"/],
    [['account', 'remove', 'x'], {}, /create\|password\|disable\|enable NAME/],
  ])('%j with %o is refused with exit code 2', async (words, environment, message) => {
    const { code, errors } = await run(words, { environment })
    expect(code).toBe(2)
    expect(errors).toMatch(message)
    expect(errors).not.toMatch(/\n\s+at /)
  })

  it('says which port is taken and how to choose another', async () => {
    const blocker = createServer()
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
    const { port } = blocker.address() as { port: number }
    const { code, errors } = await run(['--port', String(port), '--log-level', 'silent'])
    blocker.close()
    expect(code).toBe(1)
    expect(errors).toContain(`Port ${port} is taken`)
    expect(errors).toContain('--port')
  })

  it('says where it listens, stops on Ctrl-C, and leaves its files to their owner', async () => {
    let address = ''
    let answer: Promise<Response> | undefined
    const { code, errors } = await run(['--port', '0'], {
      onOutput(output, stop) {
        const [, found] = /ready at (http:\/\/localhost:\d+)/.exec(output) ?? []
        if (!found || answer) return
        address = found
        answer = fetch(`${found}/api/conduit.ping`)
        void answer.then(() => {
          stop('SIGINT')
          stop('SIGINT')
        })
      },
    })
    expect([code, errors]).toEqual([0, ''])
    expect(address).not.toBe('')
    expect((await answer)?.status).toBe(200)
    // The write-ahead logs were taken into the databases.
    const files = ['calls.sqlite', 'gateway.sqlite', 'maniphest.sqlite', 'token-key', 'vault-keys']
    expect(readdirSync(directory).sort()).toEqual(files)
  })
})

describe('an account', () => {
  const now = () => Math.floor(Date.now() / 1000)

  async function withBackend<Result>(use: (backend: EmbeddedBackend) => Promise<Result>): Promise<Result> {
    const backend = await openEmbeddedBackend({ ...readConfig(), dataDirectory: directory, now })
    try {
      return await use(backend)
    } finally {
      await backend.close()
    }
  }

  const signIn = (password: string) => withBackend((backend) => backend.verifyPassword('mina', password))

  it('is made with the password from standard input, changed, disabled and enabled', async () => {
    const made = await run(['account', 'create', 'mina', '--real-name', 'Mina Vale', '--administrator'], {
      input: 'first password\n',
    })
    expect(made).toEqual({ code: 0, output: 'Created the administrator mina.\n', errors: '' })
    expect(await signIn('first password')).toMatchObject({ realName: 'Mina Vale', isAdministrator: true })

    expect((await run(['account', 'disable', 'mina'])).code).toBe(0)
    expect(await signIn('first password')).toBeUndefined()
    expect((await run(['account', 'enable', 'mina'])).code).toBe(0)
    expect(await signIn('first password')).toBeDefined()
  })

  it('is signed out everywhere when its password changes', async () => {
    const { session, gateway, close } = await signedIn()
    const { code, output } = await run(['account', 'password', 'mina'], { input: 'second password\n' })
    expect(code).toBe(0)
    expect(output).toContain('ended every browser session')
    expect(await findSession(gateway, session)).toBeUndefined()
    await close()
    expect(await signIn('first password')).toBeUndefined()
    expect(await signIn('second password')).toBeDefined()
    for (const name of readdirSync(directory)) {
      expect(readFileSync(join(directory, name)).includes('second password')).toBe(false)
    }
  })

  async function signedIn() {
    const database = await openDatabase(directory)
    const backend = await openEmbeddedBackend({ ...readConfig(), dataDirectory: directory, now })
    const gateway = { config: readConfig(), database, backend, now } as unknown as Gateway
    const account = await backend.accountByName('mina')
    if (!account) throw new Error('there is no account mina')
    const session = await startSession(gateway, account)
    const close = async () => {
      await backend.close()
      await database.destroy()
    }
    return { session, gateway, close }
  }

  it('is in the security log with all that was done to it, and where that came from', async () => {
    const database = await openDatabase(directory)
    const events = await readSecurityLog(database, { limit: 10 })
    await database.destroy()
    const phid = await withBackend(async (backend) => (await backend.accountByName('mina'))?.phid)
    expect(events.map(({ kind, userPhid, detail }) => [kind, userPhid, detail])).toEqual(
      ['password-changed', 'account-enabled', 'account-disabled', 'account-created'].map((kind) => [
        kind,
        phid,
        'by command',
      ]),
    )
  })

  it.each([
    [['create', 'mina'], 'another password', 1, /"mina" is taken/],
    [['create', 'nina'], 'short', 1, /at least 8 characters/],
    [['create', 'a b'], 'long enough', 1, /user name/],
    [['create', 'nina'], '', 2, /password on standard input/],
    [['disable', 'nobody'], '', 2, /no account "nobody"/],
  ])('%j is refused in words', async (words, input, exitCode, message) => {
    const { code, errors } = await run(['account', ...words], { input })
    expect(code).toBe(exitCode)
    expect(errors).toMatch(message)
    expect(errors).not.toMatch(/\n\s+at /)
  })
})
