import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSecurityLog } from '../../../gateway/src/audit/security-log.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { apiToken, Conduit, custom } from '../../../sdk/src/index.ts'
import { failure } from '../../sdk/conduit-server.ts'
import { type GatewayUnderTest, issueToken, startGatewayUnderTest } from '../conduit/gateway-under-test.ts'

const CALLBACK = 'https://errors.example.com/callback'

let test: GatewayUnderTest
let angie: Conduit
let rjkaplan: Conduit
let admin: Conduit
beforeEach(async () => {
  test = await startGatewayUnderTest()
  const client = async (userName: string) => {
    const account = await test.gateway.backend.accountByName(userName)
    const { token } = await createApiToken(test.gateway, { userPhid: account?.phid ?? '', name: userName })
    return new Conduit({ url: test.url, credential: apiToken(token) })
  }
  ;[angie, rjkaplan, admin] = [await client('angie'), await client('rjkaplan'), await client('admin')]
})
afterEach(() => test.close())

const bearer = (token: string) => custom(() => ({ kind: 'access-token', token, placement: 'header' }))
const propose = (conduit = angie, more = {}) =>
  conduit.application.propose({
    name: 'Error viewer',
    redirectUris: [CALLBACK],
    methods: ['maniphest.search', 'maniphest.edit:status'],
    ...more,
  })
const find = async (conduit: Conduit, id: number) => {
  const asked = { constraints: { ids: [id] }, attachments: { rules: true, history: true } } as const
  const [found] = await conduit.application.search(asked).all()
  if (!found) throw new Error(`there is no application ${id}`)
  return found
}

describe('application.propose', () => {
  it('proposes an application in the name of who calls, and tells its secret once', async () => {
    const proposed = await propose()
    expect(proposed).toMatchObject({
      stage: 'proposed',
      warnings: [],
      clientID: expect.stringMatching(/^app-/),
    })
    expect(proposed.clientSecret).toMatch(/^[\w-]{43}$/)
    const found = await find(angie, proposed.id)
    expect(found).toMatchObject({
      type: 'OASC',
      phid: proposed.phid,
      fields: {
        name: 'Error viewer',
        version: '1.0',
        ownerPHID: test.angie.phid,
        methods: ['maniphest.edit:status', 'maniphest.search'],
        grantTypes: ['authorization_code', 'refresh_token'],
        contact: null,
      },
      attachments: { rules: { methods: [] } },
    })
    expect(found.attachments.history.transactions[0]).toMatchObject({
      type: 'create',
      authorPHID: test.angie.phid,
    })
    expect(JSON.stringify(found)).not.toContain(proposed.clientSecret)
  })

  it('names every field that is wrong, and the rule', async () => {
    const error = await failure(
      propose(angie, { redirectUris: ['http://errors.example.com'], contact: 'me', methods: ['x.y'] }),
    )
    for (const part of [
      '"redirectUris" (not_encrypted)',
      '"contact" (not_an_address)',
      '"methods" (unknown_scope)',
    ]) {
      expect(error).toMatchObject({ code: 'validation', message: expect.stringContaining(part) })
    }
  })

  it('lets no application make one that acts as its owner at once', async () => {
    const { token } = await issueToken(test, { rules: ['application.propose'] })
    const application = new Conduit({ url: test.url, credential: bearer(token) })
    const ownerOnly = { ownerOnly: true, redirectUris: [] }
    expect(await failure(propose(application, ownerOnly))).toMatchObject({ code: 'permission' })
    expect((await propose(application)).stage).toBe('proposed')
    expect((await propose(angie, ownerOnly)).stage).toBe('approved')
  })
})

describe('application.search', () => {
  it('finds one’s own, and for an administrator all', async () => {
    const [one, two] = [await propose(angie), await propose(rjkaplan)]
    const numbers = async (conduit: Conduit, params = {}) =>
      (await conduit.application.search(params).all()).map(({ id }) => id)
    expect(await numbers(angie)).toEqual([one.id])
    expect(await numbers(rjkaplan)).toEqual([two.id])
    expect(await numbers(admin)).toEqual([two.id, one.id])
    expect(await numbers(admin, { order: 'oldest' })).toEqual([one.id, two.id])
    expect(await numbers(admin, { constraints: { ownerPHIDs: [test.angie.phid] } })).toEqual([one.id])
    expect(await numbers(angie, { constraints: { ownerPHIDs: [test.rjkaplan.phid] } })).toEqual([])
    expect(await numbers(admin, { constraints: { query: 'VIEW' } })).toEqual([two.id, one.id])
    expect(await numbers(admin, { constraints: { name: 'view' } })).toEqual([])
    expect(await numbers(admin, { queryKey: 'approved' })).toEqual([])
    expect(await numbers(admin, { constraints: { clientIDs: [two.clientID], phids: [two.phid] } })).toEqual([
      two.id,
    ])
  })

  it('goes through pages forwards and backwards', async () => {
    const ids: number[] = []
    for (const name of ['a', 'b', 'c', 'd', 'e']) ids.push((await propose(angie, { name })).id)
    const page = (params: object) =>
      angie.call('application.search', { limit: 2, order: 'oldest', ...params })
    const first = await page({})
    expect(first).toMatchObject({
      cursor: { limit: 2, after: String(ids[1]), before: null, order: 'oldest' },
    })
    const second = await page({ after: first.cursor.after })
    expect(second.data.map(({ id }) => id)).toEqual([ids[2], ids[3]])
    const back = await page({ before: second.cursor.before })
    expect(back).toMatchObject({ data: first.data, cursor: { before: null, after: String(ids[1]) } })
    const last = await page({ after: second.cursor.after })
    expect(last).toMatchObject({ cursor: { after: null, before: String(ids[4]) }, query: { queryKey: null } })
  })

  it.each([
    [{ constraints: { stages: ['open'] } }, 'knows no "open"'],
    [{ constraints: { owner: 'angie' } }, 'no constraint "owner"'],
    [{ attachments: { secrets: true } }, 'no attachment "secrets"'],
    [{ order: 'name' }, 'no order "name"'],
    [{ limit: 101 }, '1 to 100'],
    [{ queryKey: 'mine' }, 'no saved query'],
    [{ after: 'x' }, 'not the number'],
  ])('refuses %j', async (params, message) => {
    const error = await failure(Promise.resolve(angie.call<string>('application.search', params)))
    expect(error).toMatchObject({ code: 'validation', message: expect.stringContaining(message) })
  })
})

describe('application.edit', () => {
  it('corrects a proposal, by its owner', async () => {
    const { id, changeToken } = await propose()
    const edited = await angie.application.edit({
      objectIdentifier: id,
      changeToken,
      reason: 'It is for the shop alone.',
      transactions: [
        { type: 'name', value: 'Shop errors' },
        { type: 'methods', value: ['maniphest.search'] },
      ],
    })
    expect(edited).toMatchObject({
      object: { id },
      transactions: [{ phid: expect.stringMatching(/^PHID-XACT-OASC-/) }, {}],
    })
    const { fields, attachments } = await find(angie, id)
    expect(fields).toMatchObject({ name: 'Shop errors', methods: ['maniphest.search'] })
    expect(attachments.history.transactions[0]?.fields.reason).toBe('It is for the shop alone.')
  })

  it('approves with fewer methods, by an administrator with a reason, who is told when it has changed', async () => {
    const { id, changeToken } = await propose()
    const approve = (more: object) =>
      admin.call<string>('application.edit', {
        objectIdentifier: id,
        changeToken,
        transactions: [
          { type: 'stage', value: 'approved' },
          { type: 'methods', value: ['maniphest.search'] },
        ],
        ...more,
      })
    expect(await failure(approve({}))).toMatchObject({ message: expect.stringContaining('Say why') })
    await approve({ reason: 'Reading is enough.' })
    const { fields, attachments } = await find(admin, id)
    expect([fields.stage, attachments.rules.methods]).toEqual(['approved', ['maniphest.search']])
    expect(await failure(approve({ reason: 'Once more.' }))).toMatchObject({
      message: expect.stringContaining('Somebody else changed'),
    })
    const [event] = await readSecurityLog(test.gateway.database, { limit: 1, kind: 'application-approved' })
    expect(event).toMatchObject({
      userPhid: fields.ownerPHID ? (await admin.user.whoami()).phid : '',
      address: '127.0.0.1',
    })
  })

  it('lets nobody approve their own, and nobody see somebody else’s', async () => {
    const { id, changeToken } = await propose()
    const approval = {
      objectIdentifier: id,
      changeToken,
      transactions: [{ type: 'stage', value: 'approved' }],
    } as const
    expect(await failure(angie.application.edit(approval))).toMatchObject({ code: 'permission' })
    expect(await failure(rjkaplan.application.edit(approval))).toMatchObject({ code: 'not_found' })
    expect((await find(angie, id)).fields.stage).toBe('proposed')
  })

  it.each([
    [{ transactions: [] }, 'application.propose'],
    [{ objectIdentifier: 'Error viewer', transactions: [] }, 'application.propose'],
    [{ objectIdentifier: 1, transactions: [{ type: 'name', value: 'x' }] }, 'changeToken'],
    [
      { objectIdentifier: 1, changeToken: '1', transactions: [{ type: 'secret', value: 'x' }] },
      'unknown type',
    ],
    [{ objectIdentifier: 1, changeToken: '1', transactions: [{ type: 'stage', value: 'x' }] }, 'no stage'],
    [
      {
        objectIdentifier: 1,
        changeToken: '1',
        transactions: [
          { type: 'stage', value: 'rejected' },
          { type: 'name', value: 'x' },
        ],
      },
      'a call of its own',
    ],
  ])('refuses %j, and says what to do', async (params, message) => {
    await propose()
    const error = await failure(Promise.resolve(angie.call<string>('application.edit', params)))
    expect(error).toMatchObject({ code: 'validation', message: expect.stringContaining(message) })
  })

  it('says what cannot come of an application, and asks nobody for permission', async () => {
    const { id, changeToken } = await propose()
    const transactions = [{ type: 'stage', value: 'disabled' }] as const
    const error = await failure(admin.application.edit({ objectIdentifier: id, changeToken, transactions }))
    expect(error).toMatchObject({
      code: 'validation',
      message: expect.stringContaining('is proposed cannot become disabled'),
    })
  })

  it('reads a plain form too', async () => {
    const { id, changeToken } = await propose()
    const { token } = await createApiToken(test.gateway, { userPhid: test.angie.phid, name: 'form' })
    const body = new URLSearchParams({
      'api.token': token,
      objectIdentifier: String(id),
      changeToken,
      'transactions[0][type]': 'redirectUris',
      'transactions[0][value][0]': 'https://errors.example.com/other',
    })
    const answer = await fetch(`${test.url}/api/application.edit`, { method: 'POST', body })
    expect(await answer.json()).toMatchObject({ error_code: null })
    expect((await find(angie, id)).fields.redirectUris).toEqual(['https://errors.example.com/other'])
  })
})

describe('they are methods as all others', () => {
  it('are told by conduit.query, and granted by scope and aspect', async () => {
    const described = await angie.conduit.query()
    expect(described['application.edit']?.params).toMatchObject({ changeToken: 'string' })
    const { token } = await issueToken(test, { rules: ['application.search', 'application.edit:name'] })
    const application = new Conduit({ url: test.url, credential: bearer(token) })
    const { id, changeToken } = await propose(rjkaplan)
    expect((await find(application, id)).fields.stage).toBe('proposed')
    const edit = (type: 'name' | 'stage', value: 'approved') =>
      application.application.edit({ objectIdentifier: id, changeToken, transactions: [{ type, value }] })
    expect(await failure(edit('stage', 'approved'))).toMatchObject({
      code: 'scope',
      missing: ['application.edit:stage'],
    })
    await edit('name', 'approved')
  })

  it('are carried out once for an Idempotency-Key', async () => {
    const idempotencyKey = 'one-proposal'
    const params = { name: 'Error viewer', redirectUris: [CALLBACK] }
    const one = await angie.application.propose(params, { idempotencyKey })
    expect(await angie.application.propose(params, { idempotencyKey })).toEqual(one)
  })
})
