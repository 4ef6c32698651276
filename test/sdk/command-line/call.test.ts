import { Readable, Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { apiToken, Conduit } from '../../../sdk/src/index.ts'
import {
  type GatewayUnderTest,
  issueToken,
  startGatewayUnderTest,
} from '../../gateway/conduit/gateway-under-test.ts'
import { openTerminal, written } from './terminal.ts'

let gateway: GatewayUnderTest
let token: string
const COUNT = 230

beforeAll(async () => {
  gateway = await startGatewayUnderTest()
  token = (await createApiToken(gateway.gateway, { userPhid: gateway.rjkaplan.phid, name: '' })).token
  const conduit = new Conduit({ url: gateway.url, credential: apiToken(token) })
  for (let number = 1; number <= COUNT; number++) await conduit.tasks.create({ title: `Task ${number}` })
})
afterAll(() => gateway.close())

const terminal = () => openTerminal({ CONDUIT_URL: gateway.url, CONDUIT_TOKEN: token })

describe('call', () => {
  test('prints the result as one line of JSON', async () => {
    const { exitCode, out, json, err } = await terminal().type(['call', 'user.whoami'])
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
    expect(json).toMatchObject([{ userName: 'rjkaplan' }])
    expect(out.split('\n')).toHaveLength(2)
  })

  test('lays the result out for somebody at a terminal, unless JSON is asked for', async () => {
    const [screen, plain] = [written({ isTTY: true }), written({ isTTY: true })]
    await terminal().type(['call', 'user.whoami'], { stdout: screen.stream })
    expect(screen.text()).toContain('\n  "userName": "rjkaplan",\n')
    await terminal().type(['call', 'user.whoami', '--json'], { stdout: plain.stream })
    expect(plain.text().split('\n')).toHaveLength(2)
  })

  test.each([
    ['an object', ['{"constraints":{"ids":[7]},"limit":1}'], ''],
    ['words with brackets', ['constraints[ids][]:=7', 'limit:=1'], ''],
    ['a list in JSON', ['constraints[ids]:=[7]'], ''],
    ['standard input', ['-'], '{"constraints":{"ids":[7]}}'],
  ])('takes parameters as %s', async (_, words, input) => {
    const { json } = await terminal().type(['call', 'maniphest.search', ...words], { input })
    expect(json[0].data).toMatchObject([{ id: 7 }])
  })

  test('makes a call that changes something', async () => {
    const words = [
      'objectIdentifier=T1',
      'transactions[0][type]=title',
      'transactions[0][value]=Task 1 = one',
    ]
    expect((await terminal().type(['call', 'maniphest.edit', ...words])).exitCode).toBe(0)
    const { json } = await terminal().type(['call', 'maniphest.search', 'constraints[ids][]:=1'])
    expect(json[0].data[0].fields.name).toBe('Task 1 = one')
  })

  test('prints every item of every page, one on each line', async () => {
    const { exitCode, json } = await terminal().type(['call', 'maniphest.search', '--all'])
    expect(exitCode).toBe(0)
    expect(new Set(json.map(({ id }) => id)).size).toBe(COUNT)
  })

  test('begins with the page that it is told to begin with', async () => {
    const first = await terminal().type(['call', 'maniphest.search', 'order=oldest'])
    const { after } = first.json[0].cursor
    const { json } = await terminal().type([
      'call',
      'maniphest.search',
      'order=oldest',
      `after=${after}`,
      '--all',
    ])
    expect(json.map(({ id }) => id)).toEqual(Array.from({ length: COUNT - 100 }, (_, index) => index + 101))
  })

  test('takes a method without pages as a search with one', async () => {
    const { json } = await terminal().type(['call', 'maniphest.status.search', '--all'])
    expect(json.map(({ value }) => value)).toContain('resolved')
  })

  test('does not send a write to find out whether it has pages', async () => {
    const before = gateway.calls.length
    const { exitCode, err } = await terminal().type(['call', 'maniphest.edit', '--all'])
    expect({ exitCode, calls: gateway.calls.length }).toEqual({ exitCode: 2, calls: before })
    expect(err).toContain('.search')
  })

  test('shows how far it has come on a terminal, and nowhere else', async () => {
    const screen = written({ isTTY: true })
    await terminal().type(['call', 'maniphest.search', '--all'], { stderr: screen.stream })
    expect(screen.text()).toContain('100 read')
    expect(screen.text().endsWith('\r\u001b[K')).toBe(true)
    expect((await terminal().type(['call', 'maniphest.search', '--all'])).err).toBe('')
  })

  test('stops without a word when the reader of its output has enough', async () => {
    let lines = 0
    const stdout = new Writable({
      write(_chunk, _encoding, done) {
        lines += 1
        done(lines > 3 ? Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }) : null)
      },
    })
    const before = gateway.calls.length
    const { exitCode, err } = await terminal().type(['call', 'maniphest.search', '--all'], { stdout })
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
    expect(gateway.calls.length - before).toBe(1)
  })

  test('says that its output was not written, and with what', async () => {
    const full = Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC', syscall: 'write' })
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(full) })
    const { exitCode, err } = await terminal().type(['call', 'user.whoami'], { stdout })
    expect(exitCode).toBe(74)
    expect(err).toContain('ENOSPC')
  })

  test.each([
    ['no method', []],
    ['a word that is no parameter', ['user.whoami', 'hello']],
    ['JSON that is none', ['user.whoami', '{"a":']],
    ['JSON that is no object', ['user.whoami', '{}', '{}']],
    ['a value that is no JSON', ['user.whoami', 'a:=five']],
    ['one key as a list and as a map', ['user.whoami', 'a[]=1', 'a[b]=2']],
    ['brackets that do not close', ['user.whoami', 'a[b=2']],
  ])('refuses %s before anything is sent', async (_, words) => {
    const before = gateway.calls.length
    const { exitCode, out, err } = await terminal().type(['call', ...words])
    expect({ exitCode, out, calls: gateway.calls.length }).toEqual({ exitCode: 2, out: '', calls: before })
    expect(err.split('\n').filter(Boolean)).toHaveLength(2)
  })

  test('a parameter named __proto__ is a parameter and nothing else', async () => {
    await terminal().type(['call', 'user.whoami', '__proto__[polluted]=yes'])
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
  })
})

describe('the exit code says what kind of failure it was', () => {
  test.each([
    ['a method that is not there', 1, ['call', 'nope.nope']],
    ['a task that is not there', 1, ['tasks', 'show', 'T99999']],
    ['a value that the server does not take', 1, ['call', 'maniphest.search', 'limit:=1000']],
    ['a command that is not there', 2, ['teleport']],
    ['an option that is not there', 2, ['whoami', '--loud']],
  ])('%s: %i', async (_, code, argv) => {
    const { exitCode, out, err } = await terminal().type(argv)
    expect({ exitCode, out }).toEqual({ exitCode: code, out: '' })
    expect(err).not.toBe('')
  })

  test('nobody is signed in: 3', async () => {
    const { exitCode, err } = await openTerminal({ CONDUIT_URL: gateway.url }).type(['whoami'])
    expect(exitCode).toBe(3)
    expect(err).toContain(`phorge-conduit login --url ${gateway.url}`)
  })

  test('a token that is none, and one that the server does not know: 3', async () => {
    for (const CONDUIT_TOKEN of ['api-short', `api-${'x'.repeat(28)}`, 'an access token of long ago']) {
      const { exitCode, err } = await openTerminal({ CONDUIT_URL: gateway.url, CONDUIT_TOKEN }).type([
        'whoami',
      ])
      expect(exitCode).toBe(3)
      expect(err).toContain('CONDUIT_TOKEN')
      expect(err).not.toContain(CONDUIT_TOKEN)
    }
  })

  test('a scope is missing: 4, and the error as JSON says which', async () => {
    const { token } = await issueToken(gateway, { rules: ['maniphest.search'] })
    const here = openTerminal({ CONDUIT_URL: gateway.url, CONDUIT_TOKEN: token })
    expect((await here.type(['call', 'maniphest.search'])).exitCode).toBe(0)
    const { exitCode, out, err } = await here.type(['tasks', 'close', 'T1', '--json'])
    expect({ exitCode, out }).toEqual({ exitCode: 4, out: '' })
    expect(JSON.parse(err)).toMatchObject({
      code: 'scope',
      reason: 'not_allowed',
      missing: ['maniphest.edit:status'],
      message: expect.any(String),
      remedy: expect.any(String),
    })
  })

  test('nobody listens there: 5, and it says where the address came from', async () => {
    const { exitCode, err } = await openTerminal({ CONDUIT_URL: 'http://127.0.0.1:1' }).type([
      'call',
      'conduit.ping',
    ])
    expect(exitCode).toBe(5)
    expect(err).toContain('http://127.0.0.1:1/, from CONDUIT_URL')
  })

  test('a read without an answer in time: 5; a write: 6', async () => {
    const silent: typeof fetch = async (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
      })
    const read = ['call', 'user.whoami', '--timeout', '0.05']
    const write = ['call', 'maniphest.edit', 'transactions[0][type]=title', '--timeout', '0.05']
    const slow = await terminal().type(read, { fetch: silent })
    expect(slow.exitCode).toBe(5)
    expect(slow.err).toContain('--timeout')
    expect((await terminal().type(write, { fetch: silent })).exitCode).toBe(6)
  })

  test('the server is busy for longer than the call may take: 7', async () => {
    const busy: typeof fetch = async () =>
      new Response('slow down', { status: 429, headers: { 'retry-after': '7' } })
    const { exitCode, err } = await terminal().type(['whoami', '--timeout', '5'], { fetch: busy })
    expect(exitCode).toBe(7)
    expect(err).toContain('7 seconds')
  })

  test('a mistake of the program itself: 70, without what was in its hands', async () => {
    const stdin = new Readable({
      read() {
        this.destroy(new RangeError(`leaking ${token}`))
      },
    })
    const { exitCode, err } = await terminal().type(['call', 'user.whoami', '-'], { stdin })
    expect(exitCode).toBe(70)
    expect(err).toContain('RangeError')
    expect(err).not.toContain(token)
  })

  test('Ctrl-C: 130, also before an input that does not end', async () => {
    const { exitCode } = await terminal().type(['whoami'], { signal: AbortSignal.abort() })
    expect(exitCode).toBe(130)
    const stdin = new Readable({ read() {} })
    const reading = terminal().type(['call', 'user.whoami', '-'], { stdin, signal: AbortSignal.timeout(20) })
    expect((await reading).exitCode).toBe(130)
  })
})

describe('a token among the arguments', () => {
  test.each([
    ['as a parameter', () => ['call', 'user.whoami', `api.token=${token}`]],
    ['as an option', () => ['login', `--token=${token}`]],
    ['after the option', () => ['login', '--token', token]],
    ['of any kind', () => ['login', '--token=opaque-access-token']],
  ])('is refused %s, with the reason and without the token', async (_, argv) => {
    const { exitCode, out, err } = await terminal().type(argv())
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' })
    expect(err).toContain('other users of this machine')
    expect(err).not.toContain(token)
  })
})
