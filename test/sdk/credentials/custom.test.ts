import { inspect } from 'node:util'
import { type Authorization, custom } from 'phorge-conduit'
import { describe, expect, test } from 'vitest'
import { conduitServer, refused } from '../conduit-server.ts'

const old = `api-${'o'.repeat(28)}`
const fresh = `api-${'f'.repeat(28)}`
const token = (token: string): Authorization => ({ kind: 'api-token', token })

const whoAmI = { phid: 'PHID-USER-1', userName: 'rjkaplan', realName: 'R', roles: [], image: '', uri: '' }

describe('a credential of somebody else', () => {
  test('is asked again with what was refused, and the call goes on with the second answer', async () => {
    await using server = await conduitServer({
      'user.whoami': ({ credentials }) =>
        credentials?.token === fresh ? whoAmI : refused('ERR-INVALID-AUTH'),
    })
    const credential = custom(({ refused }) => token(refused ? fresh : old))
    expect((await server.client({ credential }).user.whoami()).userName).toBe('rjkaplan')
    expect(server.calls).toHaveLength(2)
  })

  test('that has nothing newer ends the call after one attempt', async () => {
    await using server = await conduitServer({ 'user.whoami': () => refused('ERR-INVALID-AUTH') })
    const credential = custom(async () => token(old))
    await expect(server.client({ credential }).user.whoami()).rejects.toMatchObject({ code: 'auth_invalid' })
    expect(server.calls).toHaveLength(1)
  })

  test('shows no token in a log', async () => {
    expect(inspect(await custom(() => token(old)).authorization())).not.toContain(old)
  })
})
