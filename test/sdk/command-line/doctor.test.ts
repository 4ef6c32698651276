import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import { type RunningGateway, readConfig, startGateway } from '../../../gateway/src/app.ts'
import { updateApplication } from '../../../gateway/src/applications/applications.ts'
import { saveAllowedScopes } from '../../../gateway/src/applications/rules.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { personWhoSignsIn, registerProgram } from './person.ts'
import { startPhorge } from './phorge.ts'
import { openTerminal, type Said } from './terminal.ts'

let running: RunningGateway
let token: string

beforeAll(async () => {
  const options = { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' }
  running = await startGateway(readConfig({ options }))
  const account = await running.gateway.backend.accountByName('rjkaplan')
  token = (await createApiToken(running.gateway, { userPhid: account?.phid ?? '', name: '' })).token
})
afterAll(() => running.close())

const withToken = () => openTerminal({ CONDUIT_URL: running.url, CONDUIT_TOKEN: token })
const findings = ({ json }: Said) => Object.fromEntries(json.map((finding) => [finding.check, finding]))

async function signedIn(options: Parameters<typeof registerProgram>[1] = {}) {
  const here = openTerminal({ CONDUIT_URL: running.url })
  const clientId = await registerProgram(running, options)
  await here.type(['login', '--client-id', clientId], personWhoSignsIn(running))
  return { here, clientId }
}

describe('doctor', () => {
  test('finds nothing wrong where nothing is', async () => {
    const said = await withToken().type(['doctor'])
    expect(said).toMatchObject({ exitCode: 0, err: '' })
    for (const line of said.out.trim().split('\n')) expect(line).toMatch(/^ok +\w+ +\S/)
    expect(said.out).toContain('This is a gateway')
    expect(said.out).toContain('Signed in as rjkaplan, by an API token from CONDUIT_TOKEN.')
  })

  test('every problem has a remedy', async () => {
    const said = await openTerminal({ CONDUIT_URL: running.url }).type([
      'doctor',
      '--json',
      '--origin',
      'https://elsewhere.example.com',
      '--client-id',
      'app-unknown',
    ])
    expect(said.exitCode).toBe(1)
    const problems = said.json.filter(({ status }) => status === 'problem')
    expect(problems.map(({ check }) => check)).toEqual(['identity', 'redirect', 'cors'])
    for (const { remedy } of problems) expect(remedy).toMatch(/\w/)
  })

  test('a server that is not there', async () => {
    const said = await openTerminal({ CONDUIT_URL: 'http://127.0.0.1:9' }).type(['doctor', '--json'])
    expect(said).toMatchObject({ exitCode: 1, json: [{ check: 'reach', status: 'problem' }] })
  })

  test('an address with a path too much', async () => {
    const said = await openTerminal({ CONDUIT_URL: `${running.url}/maniphest` }).type(['doctor', '--json'])
    expect(said.exitCode).toBe(1)
    expect(findings(said).reach).toMatchObject({
      status: 'problem',
      remedy: expect.stringContaining(`Use ${running.url}/`),
    })
  })

  test('an address that redirects to the real one', async () => {
    const old = createServer((request, response) => {
      response.writeHead(301, { location: `${running.url}${request.url}` }).end()
    }).listen(0, '127.0.0.1')
    await once(old, 'listening')
    onTestFinished(() => void old.close())
    const url = `http://127.0.0.1:${(old.address() as AddressInfo).port}`
    const said = await openTerminal({ CONDUIT_URL: url }).type(['doctor', '--json'])
    expect(said.exitCode).toBe(1)
    expect(findings(said).reach.remedy).toContain(running.url)
  })

  test('a gateway that is reached by another address than it publishes', async () => {
    const { port } = new URL(running.url)
    const said = await openTerminal({ CONDUIT_URL: `http://127.0.0.1:${port}`, CONDUIT_TOKEN: token }).type([
      'doctor',
      '--json',
    ])
    const { server } = findings(said)
    if (running.url.includes('127.0.0.1')) expect(server.status).toBe('ok')
    else expect(server).toMatchObject({ status: 'problem', remedy: expect.stringContaining(running.url) })
  })

  test('a clock that is wrong', async () => {
    for (const [skew, how] of [
      [-7200, 'behind'],
      [7200, 'ahead of'],
    ] as const) {
      const said = await withToken().type(['doctor', '--json'], {
        now: () => Math.floor(Date.now() / 1000) + skew,
      })
      expect(said.exitCode).toBe(1)
      expect(findings(said).clock).toMatchObject({ status: 'problem', message: expect.stringContaining(how) })
    }
  })

  test('a token that the server does not know', async () => {
    const here = openTerminal({ CONDUIT_URL: running.url, CONDUIT_TOKEN: `api-${'z'.repeat(28)}` })
    const said = await here.type(['doctor', '--json'])
    expect(said.exitCode).toBe(1)
    expect(findings(said).identity).toMatchObject({
      status: 'problem',
      remedy: expect.stringContaining('CONDUIT_TOKEN'),
    })
    expect(findings(said).methods).toBeUndefined()
  })

  test('what an OAuth token may call, and what the administrator has ruled out since', async () => {
    const { here, clientId } = await signedIn()
    const before = await here.type(['doctor', '--json'])
    expect(before.exitCode).toBe(0)
    expect(findings(before).methods.message).toContain('maniphest.edit:create')
    expect(findings(before).redirect.status).toBe('ok')
    await saveAllowedScopes(running.gateway, clientId, ['maniphest.search'] as Scope[])
    const after = await here.type(['doctor', '--json'])
    expect(after.exitCode).toBe(1)
    expect(after.json).toContainEqual(
      expect.objectContaining({
        check: 'methods',
        status: 'problem',
        message: expect.stringContaining('project.search'),
      }),
    )
  })

  test("what another application's token may call", async () => {
    const { here } = await signedIn({ rules: ['maniphest.search'] })
    const { readFileSync } = await import('node:fs')
    const stored = JSON.parse(readFileSync(`${here.folder}/.config/phorge-conduit/tokens.json`, 'utf8'))
    const CONDUIT_TOKEN = stored.tokens[0][1].accessToken
    const said = await openTerminal({ CONDUIT_URL: running.url, CONDUIT_TOKEN }).type(['doctor', '--json'])
    expect(said.exitCode).toBe(0)
    expect(said.json.find(({ check }) => check === 'methods').message).toMatch(
      /by scope: maniphest\.search\.$/,
    )
  })

  test('an application that is disabled, confidential, or registered with another address', async () => {
    const elsewhere = await registerProgram(running, { redirectUris: ['http://127.0.0.1/elsewhere'] })
    const confidential = await registerProgram(running, { kind: 'confidential' })
    const disabled = await registerProgram(running)
    await updateApplication(running.gateway, disabled, { stage: 'disabled' })
    for (const clientId of [elsewhere, confidential, disabled]) {
      const said = await withToken().type(['doctor', '--json', '--client-id', clientId])
      expect(said.exitCode).toBe(1)
      expect(findings(said).redirect.status).toBe('problem')
    }
    const exact = ['--client-id', elsewhere, '--redirect-uri', 'http://127.0.0.1/elsewhere']
    expect((await withToken().type(['doctor', ...exact])).exitCode).toBe(0)
  })

  test('pages of another origin', async () => {
    await registerProgram(running, { origins: ['https://errors.example.com'] })
    const asked = async (origin: string) => withToken().type(['doctor', '--json', '--origin', origin])
    expect(await asked('https://errors.example.com')).toMatchObject({ exitCode: 0 })
    const other = await asked('https://other.example.com')
    expect(other.exitCode).toBe(1)
    expect(findings(other).cors.remedy).toContain('https://other.example.com')
    const notAnOrigin = await asked('https://errors.example.com/page')
    expect(notAnOrigin.exitCode).toBe(2)
    expect(notAnOrigin.err).toContain('https://errors.example.com')
  })

  test('a Phorge without a gateway, with its OAuth server on or off', async () => {
    for (const oauth of [true, false]) {
      const phorge = await startPhorge({ oauth })
      const said = await openTerminal({ CONDUIT_URL: phorge.url }).type([
        'doctor',
        '--json',
        '--origin',
        'https://a.example.com',
      ])
      const { server, oauth: found, cors } = findings(said)
      expect(server.message).toContain('without a gateway')
      expect(found).toMatchObject({ status: 'note', message: expect.stringContaining(oauth ? 'on' : 'off') })
      expect(cors.remedy).toContain('back end')
    }
  })
})
