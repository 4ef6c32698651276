import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { type GatewayUnderTest, startGatewayUnderTest } from '../../gateway/conduit/gateway-under-test.ts'
import { conduitServer, TOKEN } from '../conduit-server.ts'
import { openTerminal } from './terminal.ts'

let gateway: GatewayUnderTest
let secret: string

beforeAll(async () => {
  gateway = await startGatewayUnderTest()
  secret = (await make('terminal')).token
})
afterAll(() => gateway.close())

const make = (name: string, rights?: string[], userPhid = gateway.rjkaplan.phid) =>
  createApiToken(gateway.gateway, { userPhid, name, ...(rights && { rights: new Set(rights as Scope[]) }) })
const type = (...argv: string[]) =>
  openTerminal({ CONDUIT_URL: gateway.url, CONDUIT_TOKEN: secret }).type(argv)

describe('tokens', () => {
  test('are listed by number, name and what they may do; those that have ended only with --all', async () => {
    const { id } = await make('deploy', ['maniphest.search', 'maniphest.edit:status'])
    const { out, exitCode } = await type('tokens', 'list')
    expect(exitCode).toBe(0)
    expect(out).toMatch(new RegExp(`^${id} +deploy +active, maniphest.edit:status maniphest.search$`, 'm'))
    expect(out).toMatch(/^\d+ +terminal +active, everything$/m)
    await type('tokens', 'revoke', String(id))
    expect((await type('tokens', 'list')).out).not.toContain('deploy')
    expect((await type('tokens', 'list', '--all')).out).toMatch(/deploy +revoked/)
    expect((await type('tokens', 'list', '--json')).json[0]).toMatchObject({
      name: 'terminal',
      rights: 'all',
    })
  })

  test('are renamed, narrowed and revoked, and their history tells it', async () => {
    const { id, phid } = await make('nightly')
    const word = String(id)
    expect((await type('tokens', 'rename', word, 'nightly build')).out).toBe(
      'Renamed nightly build: active, everything\n',
    )
    const options = ['--method', 'maniphest.search', '--address', '192.0.2.0/24', '--expires', '2030-01-31']
    const narrowed = await type('tokens', 'narrow', word, ...options)
    expect(narrowed.out).toBe(
      'Narrowed nightly build: active, maniphest.search, from 192.0.2.0/24, until 2030-01-31 00:00 UTC\n',
    )
    expect((await type('tokens', 'revoke', phid, '--reason', 'Not needed')).out).toMatch(
      /^Revoked nightly build: revoked/,
    )
    const { out } = await type('tokens', 'show', word)
    expect(out).toMatch(/last used +not that it is known/)
    expect(out).toContain('revoke by rjkaplan: Not needed\n')
    const { json } = await type('tokens', 'show', word, '--json')
    expect(json).toMatchObject([
      { id, status: 'revoked', history: [{ type: 'revoke' }, {}, {}, {}, {}, { type: 'create' }] },
    ])
  })

  test('of others are an administrator’s to end', async () => {
    const account = await gateway.gateway.backend.accountByName('admin')
    const { token } = await make('admin', undefined, account?.phid)
    const { id } = await make('of angie', undefined, gateway.angie.phid)
    const admin = openTerminal({ CONDUIT_URL: gateway.url, CONDUIT_TOKEN: token })
    expect((await admin.type(['tokens', 'list', '--owner', 'angie'])).out).toContain('of angie')
    expect((await admin.type(['tokens', 'revoke', String(id)])).out).toContain('Revoked of angie: revoked')
    const { exitCode, err } = await type('tokens', 'show', String(id))
    expect([exitCode, err]).toEqual([1, expect.stringContaining('You have no token')])
  })

  test.each([
    [['tokens', 'list', 'deploy'], 'options only'],
    [['tokens', 'show'], 'No token is named'],
    [['tokens', 'show', 'deploy'], 'its number or its PHID'],
    [['tokens', 'rename', '1'], 'one name'],
    [['tokens', 'rename', '1', 'two', 'names'], 'one name'],
    [['tokens', 'narrow', '1'], 'not said what to take away'],
    [['tokens', 'narrow', '1', '2', '--read-only'], 'one by one'],
    [['tokens', 'narrow', '1', '--read-only', '--method', 'user.search'], 'contradict'],
    [['tokens', 'narrow', '1', '--expires', 'tomorrow'], 'not a day'],
    [['tokens', 'narrow', '1', '--expires', '2027-02-31T99:99'], 'not a day'],
  ])('%j is wrong usage, and nothing is sent', async (argv, message) => {
    const { exitCode, err } = await type(...argv)
    expect([exitCode, err]).toEqual([2, expect.stringContaining(message)])
  })

  test('what would make one wider is refused by the gateway', async () => {
    const { id } = await make('narrow', ['maniphest.search'])
    const { exitCode, err } = await type('tokens', 'narrow', String(id), '--method', 'maniphest.edit')
    expect([exitCode, err]).toEqual([1, expect.stringContaining('may do no more than now')])
  })

  test('are a gateway’s: of a Phorge that is said', async () => {
    await using phorge = await conduitServer({})
    const terminal = openTerminal({ CONDUIT_URL: phorge.url, CONDUIT_TOKEN: TOKEN })
    const { exitCode, err } = await terminal.type(['tokens', 'list'])
    expect([exitCode, err]).toEqual([1, expect.stringContaining('Only a phorge-conduit-gateway has this')])
  })
})
