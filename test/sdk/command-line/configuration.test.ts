import { chmodSync, existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { type GatewayUnderTest, startGatewayUnderTest } from '../../gateway/conduit/gateway-under-test.ts'
import { openTerminal, type Terminal } from './terminal.ts'

let gateway: GatewayUnderTest
let rjkaplan: string
let angie: string

beforeAll(async () => {
  gateway = await startGatewayUnderTest()
  const tokenOf = async (userPhid: string) =>
    (await createApiToken(gateway.gateway, { userPhid, name: '' })).token
  rjkaplan = await tokenOf(gateway.rjkaplan.phid)
  angie = await tokenOf(gateway.angie.phid)
})
afterAll(() => gateway.close())

function write({ folder }: Terminal, path: string, contents: unknown): string {
  const file = join(folder, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, typeof contents === 'string' ? contents : JSON.stringify(contents), { mode: 0o600 })
  return file
}

const arcrc = (here: Terminal, token: string, more: object = {}) =>
  write(here, '.arcrc', { hosts: { [`${gateway.url}/api/`]: { token } }, ...more })
const whoami = async (here: Terminal, cwd = here.folder) => here.type(['whoami', '--json'], { cwd })

describe("arcanist's files", () => {
  test.each(['phabricator.uri', 'conduit_uri'])(
    '%s in .arcconfig above, and the token in ~/.arcrc',
    async (key) => {
      const here = openTerminal()
      arcrc(here, rjkaplan)
      const file = write(here, 'project/.arcconfig', { [key]: `${gateway.url}/` })
      const cwd = join(here.folder, 'project/src/deep')
      mkdirSync(cwd, { recursive: true })
      const { json } = await whoami(here, cwd)
      expect(json).toMatchObject([
        { userName: 'rjkaplan', urlFrom: file, credentialFrom: join(here.folder, '.arcrc') },
      ])
    },
  )

  test('the nearest .arcconfig, and before it what is set for this copy alone', async () => {
    const here = openTerminal()
    arcrc(here, rjkaplan)
    write(here, '.arcconfig', { 'phabricator.uri': 'http://127.0.0.1:1/' })
    write(here, 'project/.arcconfig', { 'phabricator.uri': gateway.url })
    const cwd = join(here.folder, 'project')
    expect((await whoami(here, cwd)).exitCode).toBe(0)
    const local = write(here, 'project/.git/arc/config', { 'phabricator.uri': 'http://127.0.0.1:2/' })
    const { exitCode, err } = await whoami(here, cwd)
    expect(exitCode).toBe(3)
    expect(err).toContain('http://127.0.0.1:2/')
    expect(local).toContain('.git')
  })

  test.each(['default', 'phabricator.uri'])('the server of its user: config.%s in ~/.arcrc', async (key) => {
    const here = openTerminal()
    arcrc(here, rjkaplan, { config: { [key]: gateway.url } })
    expect((await whoami(here)).json).toMatchObject([{ userName: 'rjkaplan' }])
  })

  test('a file that others can read is used, with a warning and what to do', async () => {
    const here = openTerminal()
    const file = arcrc(here, rjkaplan, { config: { default: gateway.url } })
    chmodSync(file, 0o644)
    const { exitCode, err } = await here.type(['whoami'])
    expect(exitCode).toBe(0)
    expect(err).toContain(`chmod 600 ${file}`)
    expect(err).not.toContain(rjkaplan)
    const doctor = await here.type(['doctor'])
    expect(doctor).toMatchObject({ exitCode: 1, err: '' })
    expect(doctor.out).toMatch(/^problem +token file .*\n +Run chmod 600/m)
  })

  test('only a certificate: it says that this is not taken, and what is', async () => {
    const here = openTerminal()
    write(here, '.arcrc', {
      hosts: { [`${gateway.url}/api/`]: { user: 'rjkaplan', cert: 'secret certificate' } },
    })
    const { exitCode, err } = await here.type(['whoami', '--url', gateway.url])
    expect(exitCode).toBe(3)
    expect(err).toContain('certificate')
    expect(err).not.toContain('secret')
  })

  test.each([
    ['is not JSON', '{"hosts": {"x": api-'],
    ['has other things in it', '{"hosts": ["api-secret"]}'],
  ])('a file that %s is named and not quoted', async (_, contents) => {
    const here = openTerminal()
    const file = write(here, '.arcrc', contents)
    const { exitCode, err } = await here.type(['whoami', '--url', gateway.url])
    expect(exitCode).toBe(2)
    expect(err).toContain(file)
    expect(err).not.toContain('api-')
  })
})

describe('what goes before what', () => {
  test('the option before the environment before the working copy before the last login before ~/.arcrc', async () => {
    const here = openTerminal()
    const from = async (env: Record<string, string> = {}, argv: string[] = []) => {
      const { err } = await here.type(['whoami', ...argv], { env: { ...here.env, ...env } })
      return /127\.0\.0\.1:(\d)/.exec(err)?.[1] ?? err
    }
    write(here, '.arcrc', { config: { default: 'http://127.0.0.1:5' } })
    expect(await from()).toBe('5')
    write(here, '.config/phorge-conduit/servers.json', {
      version: 1,
      current: 'http://127.0.0.1:4/',
      servers: { 'http://127.0.0.1:4/': { kind: 'api-token' } },
    })
    expect(await from()).toBe('4')
    write(here, '.arcconfig', { 'phabricator.uri': 'http://127.0.0.1:3' })
    expect(await from()).toBe('3')
    expect(await from({ CONDUIT_URL: 'http://127.0.0.1:2' })).toBe('2')
    expect(await from({ CONDUIT_URL: 'http://127.0.0.1:2' }, ['--url', 'http://127.0.0.1:1'])).toBe('1')
  })

  test('CONDUIT_TOKEN before the login to the server before ~/.arcrc', async () => {
    const here = openTerminal({ CONDUIT_URL: gateway.url })
    const name = async (env: Record<string, string> = {}) =>
      (await here.type(['whoami', '--json'], { env: { ...here.env, ...env } })).json[0]?.userName
    arcrc(here, rjkaplan)
    expect(await name()).toBe('rjkaplan')
    await here.type(['login', '--token'], { input: angie })
    expect(await name()).toBe('angie')
    expect(await name({ CONDUIT_TOKEN: rjkaplan })).toBe('rjkaplan')
  })

  test('CONDUIT_TOKEN does not go to a server that a cloned repository names', async () => {
    const here = openTerminal({ CONDUIT_TOKEN: rjkaplan })
    write(here, '.arcconfig', { 'phabricator.uri': gateway.url })
    const before = gateway.calls.length
    const { exitCode, err } = await here.type(['whoami'])
    expect({ exitCode, calls: gateway.calls.length }).toEqual({ exitCode: 2, calls: before })
    expect(err).toContain('CONDUIT_URL')
  })
})

describe('what is kept of a login', () => {
  test('stands where XDG_CONFIG_HOME says, unless that is no absolute path', async () => {
    const here = openTerminal({ CONDUIT_URL: gateway.url })
    const kept = async (XDG_CONFIG_HOME: string) => {
      await here.type(['login', '--token'], { input: angie, env: { ...here.env, XDG_CONFIG_HOME } })
      return globSync('**/tokens.json', { cwd: here.folder })
    }
    expect(await kept(join(here.folder, 'elsewhere'))).toEqual(['elsewhere/phorge-conduit/tokens.json'])
    expect(await kept('relative')).toHaveLength(1)
    expect(existsSync(join(here.folder, '.config/phorge-conduit/tokens.json'))).toBe(true)
  })

  test('is not used once others can read it', async () => {
    const here = openTerminal({ CONDUIT_URL: gateway.url })
    await here.type(['login', '--token'], { input: angie })
    const file = join(here.folder, '.config/phorge-conduit/tokens.json')
    chmodSync(file, 0o640)
    const { exitCode, err } = await here.type(['whoami'])
    expect(exitCode).toBe(2)
    expect(err).toContain(`chmod 600 ${file}`)
  })
})

test('an address is taken as people write it, and one that holds a password is not repeated', async () => {
  for (const url of [`${gateway.url}/api/`, gateway.url, `${gateway.url}/`]) {
    const { exitCode } = await openTerminal({ CONDUIT_TOKEN: rjkaplan }).type(['whoami', '--url', url])
    expect(exitCode).toBe(0)
  }
  const { exitCode, err } = await openTerminal().type(['whoami', '--url', 'http://me:hunter2@localhost/'])
  expect(exitCode).toBe(2)
  expect(err).not.toContain('hunter2')
})
