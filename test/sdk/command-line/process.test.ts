import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync, statSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { commands } from '../../../sdk/src/command-line/commands/commands.ts'
import { type GatewayUnderTest, startGatewayUnderTest } from '../../gateway/conduit/gateway-under-test.ts'
import { openTerminal } from './terminal.ts'

const source = join(import.meta.dirname, '../../../sdk/src')
const main = join(source, 'command-line/main.ts')
let gateway: GatewayUnderTest
let token: string

beforeAll(async () => {
  gateway = await startGatewayUnderTest()
  token = (await createApiToken(gateway.gateway, { userPhid: gateway.rjkaplan.phid, name: '' })).token
})
afterAll(() => gateway.close())

function start(args: readonly string[], { HOME }: { HOME: string }) {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env = { PATH, NODE_COMPILE_CACHE, HOME, CONDUIT_URL: gateway.url, CONDUIT_TOKEN: token }
  const child = spawn(process.execPath, [main, ...args], { env, cwd: HOME })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => {
    said.out += chunk
  })
  child.stderr.on('data', (chunk) => {
    said.err += chunk
  })
  const ended = new Promise<typeof said & { exitCode: number | null }>((resolve) => {
    child.on('close', (exitCode) => resolve({ ...said, exitCode }))
  })
  return { child, ended }
}

test('as a program of its own: results, errors, exit codes', async () => {
  const HOME = openTerminal().folder
  const [who, wrong] = [
    start(['whoami', '--json'], { HOME }),
    start(['call', 'nope.nope', '--json'], { HOME }),
  ]
  const good = await who.ended
  expect(good).toMatchObject({ exitCode: 0, err: '' })
  expect(JSON.parse(good.out)).toMatchObject({ userName: 'rjkaplan' })
  const bad = await wrong.ended
  expect(bad).toMatchObject({ exitCode: 1, out: '' })
  expect(JSON.parse(bad.err)).toMatchObject({ code: 'method_unknown' })
})

test('it reads a pipe, and is quiet when the reader of its own goes away', async () => {
  const HOME = openTerminal().folder
  for (let number = 0; number < 120; number++) {
    await fetch(`${gateway.url}/api/maniphest.edit`, {
      method: 'POST',
      body: new URLSearchParams({
        'api.token': token,
        'transactions[0][type]': 'title',
        'transactions[0][value]': 'x'.repeat(250),
        'transactions[1][type]': 'description',
        'transactions[1][value]': 'y'.repeat(4000),
      }),
    })
  }
  const { child, ended } = start(['call', 'maniphest.search', '--all', '-'], { HOME })
  child.stdin.end('{"limit": 20}')
  child.stdout.once('data', () => child.stdout.destroy())
  expect(await ended).toMatchObject({ exitCode: 0, err: '' })
})

test('a Ctrl-C ends it with 130, in the middle of a call too', async () => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
  const { child, ended } = start(['whoami', '--url', url], { HOME: openTerminal().folder })
  const [socket] = await once(silent, 'connection')
  child.kill('SIGINT')
  expect((await ended).exitCode).toBe(130)
  socket.destroy()
  silent.close()
})

test('the program can be started as a file', () => {
  expect(statSync(main).mode & 0o777).toBe(0o755)
  expect(readFileSync(main, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
  const { bin } = JSON.parse(readFileSync(join(source, '../package.json'), 'utf8'))
  expect(bin).toEqual({ 'phorge-conduit': './src/command-line/main.ts' })
})

test('the library does not know of the command line', () => {
  const library = globSync('**/*.ts', { cwd: source }).filter((file) => !file.startsWith('command-line'))
  expect(library.length).toBeGreaterThan(50)
  for (const file of library)
    expect(readFileSync(join(source, file), 'utf8'), file).not.toContain('command-line/')
})

test('every command tells what it takes, with an example', async () => {
  const overview = await openTerminal().type(['--help'])
  expect(overview.exitCode).toBe(0)
  for (const { name, options } of commands) {
    expect(overview.out).toContain(`  ${name} `)
    const { exitCode, out } = await openTerminal().type([...name.split(' '), '--help'])
    expect(exitCode).toBe(0)
    for (const option of [...Object.keys(options), 'url', 'json']) expect(out).toContain(`--${option} `)
    expect(out).toMatch(new RegExp(`Example:\n  phorge-conduit ${name} ?`))
  }
  expect(await openTerminal().type([])).toMatchObject({ exitCode: 2 })
  expect((await openTerminal().type(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
})
