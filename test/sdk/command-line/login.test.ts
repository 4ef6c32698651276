import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningGateway, readConfig, startGateway } from '../../../gateway/src/app.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { ownScopes, personWhoSignsIn, registerProgram } from './person.ts'
import { startPhorge } from './phorge.ts'
import { openTerminal, written } from './terminal.ts'

let running: RunningGateway
let now = Math.floor(Date.now() / 1000)

beforeAll(async () => {
  const options = { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' }
  running = await startGateway(readConfig({ options }), { now: () => now })
})
afterAll(() => running.close())

const clock = () => now
const terminal = () => openTerminal({ CONDUIT_URL: running.url })
const tokens = (folder: string) => readFileSync(join(folder, '.config/phorge-conduit/tokens.json'), 'utf8')

async function signedIn(untick: readonly string[] = []) {
  const here = terminal()
  const clientId = await registerProgram(running)
  const { openBrowser, seen } = personWhoSignsIn(running, { untick })
  const said = await here.type(['login', '--client-id', clientId], { openBrowser, now: clock })
  await seen.done
  return { here, clientId, said, seen }
}

describe('login in the browser', () => {
  test('signs in, keeps the tokens to itself, and the other commands work then', async () => {
    const { here, said, seen } = await signedIn()
    expect(seen.problem).toBeUndefined()
    expect(said).toMatchObject({
      exitCode: 0,
      out: `Signed in to ${running.url}/ as rjkaplan (Rachel J Kaplan).\n`,
    })
    expect(said.err).toContain(`${running.url}/oauthserver/auth/`)
    expect(seen.page).toContain('You are signed in.')
    expect(seen.redirect?.href).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback\?/)
    for (const name of ['tokens.json', 'servers.json'])
      expect(statSync(join(here.folder, '.config/phorge-conduit', name)).mode & 0o777).toBe(0o600)

    const created = await here.type(['tasks', 'create', 'From the terminal', '--json'], { now: clock })
    expect(created.json).toMatchObject([{ title: 'From the terminal', isOpen: true }])
    const who = await here.type(['whoami', '--json'], { now: clock })
    expect(who.json).toMatchObject([
      { userName: 'rjkaplan', credential: 'oauth', credentialFrom: 'login', scopes: [...ownScopes].sort() },
    ])
  })

  test('the server is known from then on', async () => {
    const { here } = await signedIn()
    const { exitCode, out } = await here.type(['whoami'], { env: { HOME: here.folder }, now: clock })
    expect(exitCode).toBe(0)
    expect(out).toContain('from the last login')
  })

  test('says what was not granted; the command that needs it says how to get it, and that works', async () => {
    const { here, said } = await signedIn(['maniphest.edit:status'])
    expect(said.err).toContain('Not granted: maniphest.edit:status')
    const task = await here.type(['tasks', 'create', 'Half', '--json'], { now: clock })
    const close = ['tasks', 'close', task.json[0].monogram]
    const refused = await here.type(close, { now: clock })
    expect(refused.exitCode).toBe(4)
    expect(refused.err).toContain(`login --url ${running.url}/ --scope "maniphest.edit:status"`)

    const { openBrowser } = personWhoSignsIn(running)
    await here.type(['login', '--scope', 'maniphest.edit:status'], { openBrowser, now: clock })
    expect((await here.type(close, { now: clock })).exitCode).toBe(0)
    expect((await here.type(['tasks', 'search'], { now: clock })).exitCode).toBe(0)
  })

  test('tokens are renewed when they have expired', async () => {
    const { here } = await signedIn()
    const before = tokens(here.folder)
    now += 4000
    expect((await here.type(['whoami'], { now: clock })).exitCode).toBe(0)
    expect(tokens(here.folder)).not.toBe(before)
  })

  test('somebody who declines is not signed in: 3', async () => {
    const here = terminal()
    const clientId = await registerProgram(running)
    const { openBrowser, seen } = personWhoSignsIn(running, { decision: 'deny' })
    const said = await here.type(['login', '--client-id', clientId], { openBrowser, now: clock })
    expect(said).toMatchObject({ exitCode: 3, out: '' })
    expect(said.err).toContain('declined')
    await seen.done
    expect(seen.page).toContain('not signed in')
    expect((await here.type(['whoami'])).exitCode).toBe(3)
  })

  test('without a browser here the address is printed, in JSON where that is wanted', async () => {
    const here = terminal()
    const clientId = await registerProgram(running)
    const screen = written()
    const { openBrowser, seen } = personWhoSignsIn(running)
    const opened: string[] = []
    const stdout = Object.assign(screen.stream, {})
    const watching = setInterval(() => {
      const [line] = screen.text().split('\n')
      if (!line || opened.length > 0) return
      opened.push(JSON.parse(line).authorizationUrl)
      void openBrowser(opened[0] ?? '')
    }, 5)
    const said = await here.type(['login', '--json', '--no-browser', '--client-id', clientId], {
      stdout,
      now: clock,
      openBrowser: async () => {
        throw new Error('no browser was to be opened')
      },
    })
    clearInterval(watching)
    expect({ exitCode: said.exitCode, err: said.err, problem: seen.problem }).toEqual({
      exitCode: 0,
      err: '',
    })
    expect(JSON.parse(screen.text().split('\n')[1] ?? '')).toMatchObject({ userName: 'rjkaplan' })
  })

  test('what does not belong to the sign-in changes nothing', async () => {
    const here = terminal()
    const clientId = await registerProgram(running)
    const { openBrowser, seen } = personWhoSignsIn(running)
    const statuses: number[] = []
    const said = await here.type(['login', '--client-id', clientId], {
      now: clock,
      openBrowser: async (address) => {
        const callback = new URL(address).searchParams.get('redirect_uri') ?? ''
        for (const [path, init] of [
          ['?code=stolen&state=guessed', {}],
          ['?error=access_denied', {}],
          ['/../favicon.ico', {}],
          ['', { method: 'POST' }],
        ] as const) {
          statuses.push((await fetch(`${callback}${path}`, init)).status)
        }
        return openBrowser(address)
      },
    })
    expect(statuses).toEqual([400, 400, 404, 404])
    expect({ exitCode: said.exitCode, problem: seen.problem }).toEqual({ exitCode: 0 })
  })

  test('waits as long as it is told to and no longer: 5', async () => {
    const clientId = await registerProgram(running)
    const said = await terminal().type(['login', '--client-id', clientId, '--wait', '0.05'])
    expect(said.exitCode).toBe(5)
    expect(said.err).toContain('--wait')
  })

  test('Ctrl-C ends the waiting: 130', async () => {
    const clientId = await registerProgram(running)
    const interrupted = new AbortController()
    const said = await terminal().type(['login', '--client-id', clientId], {
      signal: interrupted.signal,
      openBrowser: async () => {
        interrupted.abort()
        return true
      },
    })
    expect(said.exitCode).toBe(130)
  })

  test('says where the address came from when nobody answers there, and what to do about plain http', async () => {
    const gone = await openTerminal({ CONDUIT_URL: 'http://127.0.0.1:9' }).type(['login'])
    expect(gone.exitCode).toBe(5)
    expect(gone.err).toContain('from CONDUIT_URL')
    const plain = await openTerminal().type(['login', '--url', 'http://phorge.example.com'])
    expect(plain.exitCode).toBe(2)
    expect(plain.err).toContain('https')
    expect(plain.err).not.toContain('allowInsecure')
  })

  test('says what an administrator has to register when it is not known as what to sign in', async () => {
    const said = await terminal().type(['login'])
    expect(said.exitCode).toBe(2)
    expect(said.err).toContain('http://127.0.0.1/callback')
  })

  test('a Phorge without a gateway has no tokens that are of use: it says to take an API token', async () => {
    const phorge = await startPhorge()
    const said = await openTerminal().type(['login', '--url', phorge.url])
    expect(said.exitCode).toBe(2)
    expect(said.err).toContain(`login --token --url ${phorge.url}/`)
  })
})

describe('login with an API token', () => {
  const create = async () => {
    const account = await running.gateway.backend.accountByName('angie')
    return createApiToken(running.gateway, { userPhid: account?.phid ?? '', name: 'command line' })
  }

  test('from a pipe', async () => {
    const here = terminal()
    const { token } = await create()
    const said = await here.type(['login', '--token'], { input: `${token}\n` })
    expect(said).toMatchObject({ exitCode: 0, out: expect.stringContaining('as angie'), err: '' })
    expect((await here.type(['whoami', '--json'])).json).toMatchObject([
      { userName: 'angie', credential: 'api-token' },
    ])
  })

  test('typed at a terminal, which does not show it', async () => {
    const here = terminal()
    const { token } = await create()
    const modes: boolean[] = []
    const stdin = Object.assign(
      Readable.from([`${token.slice(0, 5)}x\u007f`, token.slice(5), '\r', 'rest']),
      {
        isTTY: true,
        setRawMode: (on: boolean) => modes.push(on),
      },
    )
    const said = await here.type(['login', '--token'], { stdin })
    expect(said.exitCode).toBe(0)
    expect(modes).toEqual([true, false])
    expect(said.err).toContain(`API token for ${running.url}/`)
    expect(said.err + said.out).not.toContain(token.slice(4))
  })

  test('one that is none, or that the server does not know, is not kept', async () => {
    for (const input of ['', 'hello', `api-${'y'.repeat(28)}`]) {
      const here = terminal()
      const said = await here.type(['login', '--token'], { input })
      expect(said).toMatchObject({ exitCode: 3, out: '' })
      if (input) expect(said.err).not.toContain(input)
      expect((await here.type(['whoami'])).err).toContain('Nobody is signed in')
    }
  })

  test('says so when CONDUIT_TOKEN hides the login', async () => {
    const { token } = await create()
    const here = openTerminal({ CONDUIT_URL: running.url, CONDUIT_TOKEN: token })
    expect((await here.type(['login', '--token'], { input: token })).err).toContain('CONDUIT_TOKEN is set')
  })
})

describe('logout', () => {
  test('ends the tokens on the server and forgets them here', async () => {
    const { here } = await signedIn()
    const { accessToken } = JSON.parse(tokens(here.folder)).tokens[0][1]
    expect(await here.type(['logout'], { now: clock })).toMatchObject({ exitCode: 0, err: '' })
    expect(tokens(here.folder)).not.toContain(accessToken)
    expect((await here.type(['whoami'])).exitCode).toBe(3)
    const asked = openTerminal({ CONDUIT_URL: running.url, CONDUIT_TOKEN: accessToken })
    const after = await asked.type(['whoami', '--json'])
    expect(JSON.parse(after.err)).toMatchObject({ code: 'auth_revoked' })
  })

  test('forgets them also when the server is not reached, and says what is left to do', async () => {
    const { here } = await signedIn()
    const unreachable: typeof fetch = async () => {
      throw new TypeError('fetch failed')
    }
    const said = await here.type(['logout'], { fetch: unreachable, now: clock })
    expect(said.exitCode).toBe(5)
    expect(said.err).toContain('end it there')
    expect((await here.type(['whoami'])).exitCode).toBe(3)
  })

  test('where nobody was signed in there is nothing to do', async () => {
    expect(await terminal().type(['logout', '--json'])).toMatchObject({
      exitCode: 0,
      json: [{ signedOut: false, endedAtServer: false }],
    })
  })
})

test('nothing that it ever says has a secret in it', async () => {
  const { here, said } = await signedIn()
  const stored = JSON.parse(tokens(here.folder)).tokens[0][1]
  const others = await Promise.all(
    [
      ['whoami'],
      ['whoami', '--json'],
      ['doctor'],
      ['doctor', '--json'],
      ['call', 'nope.nope'],
      ['logout'],
    ].map((argv) => here.type(argv, { now: clock })),
  )
  const everything = [said, ...others].map(({ out, err }) => out + err).join('')
  for (const secret of [stored.accessToken, stored.refreshToken]) {
    expect(secret).toBeTypeOf('string')
    expect(everything).not.toContain(secret)
  }
})
