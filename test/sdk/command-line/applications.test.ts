import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { type GatewayUnderTest, startGatewayUnderTest } from '../../gateway/conduit/gateway-under-test.ts'
import { openTerminal, type Said } from './terminal.ts'

let gateway: GatewayUnderTest
let angie: (...argv: string[]) => Promise<Said>
let admin: (...argv: string[]) => Promise<Said>

beforeAll(async () => {
  gateway = await startGatewayUnderTest()
  const terminalOf = async (userName: string) => {
    const account = await gateway.gateway.backend.accountByName(userName)
    const { token } = await createApiToken(gateway.gateway, { userPhid: account?.phid ?? '', name: userName })
    return (...argv: string[]) =>
      openTerminal({ CONDUIT_URL: gateway.url, CONDUIT_TOKEN: token }).type(['applications', ...argv])
  }
  ;[angie, admin] = [await terminalOf('angie'), await terminalOf('admin')]
})
afterAll(() => gateway.close())

const options = [
  '--redirect-uri',
  'https://errors.example.com/callback',
  '--method',
  'maniphest.search',
  '--method',
  'user.search',
]
const propose = async (name: string, ...more: string[]) =>
  (await angie('propose', name, ...options, ...more, '--json')).json[0]

describe('applications', () => {
  test('are proposed, approved with less, and disabled, each step with its reason', async () => {
    const proposed = await angie('propose', 'Error viewer', ...options)
    const [, id = ''] = /^Proposed Error viewer: number (\d+), proposed$/m.exec(proposed.out) ?? []
    expect(proposed.out).toMatch(/client identifier {2}app-[\w-]+\n {2}client secret {6}[\w-]{43}\n/)
    expect((await angie('list')).out).toMatch(
      new RegExp(`^${id} +proposed +Error viewer 1.0 +https://errors`, 'm'),
    )

    const approval = ['approve', id, '--method', 'maniphest.search']
    expect(await admin(...approval)).toMatchObject({ exitCode: 1, err: expect.stringContaining('Say why') })
    const approved = await admin(...approval, '--reason', 'Reading is enough')
    expect(approved.out).toBe('Approved Error viewer 1.0 (approved)\n')
    expect((await admin('disable', id, '--reason', 'Broken into')).out).toBe(
      'Disabled Error viewer 1.0 (disabled)\n',
    )
    expect((await admin('approve', id)).out).toBe('Approved Error viewer 1.0 (approved)\n')

    const { out } = await angie('show', id)
    expect(out).toMatch(/asks for +maniphest.search user.search\n/)
    expect(out).toMatch(/may +maniphest.search\n/)
    expect(out).toContain('stage by admin: Broken into\n')
    expect(out).not.toContain('secret')
  })

  test('are decided on as they were looked at', async () => {
    const { id } = await propose('Looked at')
    const [seen] = (await admin('show', String(id), '--json')).json
    await angie('withdraw', String(id))
    const late = await admin('approve', String(id), '--state', seen.changeToken)
    expect(late).toMatchObject({ exitCode: 1, err: expect.stringContaining('Somebody else changed') })
    expect((await admin('show', seen.clientID, '--json')).json[0]).toMatchObject({ stage: 'expired' })
  })

  test('are listed by stage, owner and name', async () => {
    const { id } = await propose('Nightly report')
    const ids = async (...argv: string[]) =>
      (await admin('list', ...argv, '--json')).json.map((one) => one.id)
    expect(await ids('nightly')).toEqual([id])
    expect(await ids('nightly', '--stage', 'approved', '--stage', 'rejected')).toEqual([])
    expect(await ids('nightly', '--owner', 'angie')).toEqual([id])
    expect((await admin('list', '--owner', 'rjkaplan')).err).toContain('No such application')
    await admin('reject', String(id), '--reason', 'There is one')
    expect(await ids('--stage', 'rejected')).toEqual([id])
  })

  test('are refused by field and rule, and one for its owner alone is approved at once', async () => {
    const wrong = await angie(
      'propose',
      'Wrong',
      '--redirect-uri',
      'http://errors.example.com',
      '--contact',
      'me',
    )
    expect(wrong).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('"redirectUris" (not_encrypted)'),
    })
    const own = await angie(
      'propose',
      'Mine',
      '--owner-only',
      '--method',
      'maniphest.search',
      '--release',
      '2.1',
      '--json',
    )
    expect(own.json).toMatchObject([{ stage: 'approved' }])
    const [mine] = (await angie('show', String(own.json[0].id), '--json')).json
    expect(mine).toMatchObject({ version: '2.1', ownerOnly: true, grantTypes: ['client_credentials'] })
  })

  test.each([
    [['propose'], 'one name'],
    [['show'], 'One application'],
    [['approve', '1', '2'], 'One application'],
    [['list', '--stage', 'open'], 'no such stage'],
  ])('%j is wrong usage, and nothing is sent', async (argv, message) => {
    expect(await angie(...argv)).toMatchObject({ exitCode: 2, err: expect.stringContaining(message) })
  })
})
