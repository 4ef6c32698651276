import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import {
  type AutoApprovalRule,
  type Judged,
  objections,
} from '../../../gateway/src/applications/auto-approval.ts'
import { allowedScopes } from '../../../gateway/src/applications/rules.ts'
import { historyOf } from '../../../gateway/src/history/history.ts'
import { type Proposals, startProposals } from './scene.ts'

const rule: AutoApprovalRule = {
  id: 1,
  name: 'Small ones',
  scopes: new Set(['maniphest.search', 'maniphest.edit:create'] as Scope[]),
  hosts: ['tools.example.com', 'localhost', 'com.example.tool:'],
  owners: [],
}
const proposal: Judged = {
  requestedScopes: ['maniphest.search'] as Scope[],
  redirectUris: ['https://tools.example.com/cb', 'http://localhost:8000/cb'],
  callbackIsPrefix: false,
  phorgeCompatible: false,
  createdBy: 'PHID-USER-a',
}

describe('a rule', () => {
  it.each<[string, Partial<Judged>, Partial<AutoApprovalRule>, RegExp | undefined]>([
    ['approves what keeps to it', {}, {}, undefined],
    ['takes a scheme for a host', { redirectUris: ['com.example.tool:/cb'] }, {}, undefined],
    [
      'asks for less',
      { requestedScopes: ['maniphest.edit'] as Scope[] },
      {},
      /asks for more: maniphest\.edit\./,
    ],
    ['knows hosts exactly', { redirectUris: ['https://a.tools.example.com/'] }, {}, /elsewhere: a\.tools/],
    ['takes no prefixes', { callbackIsPrefix: true }, {}, /prefixes/],
    ['wants PKCE', { phorgeCompatible: true }, {}, /PKCE/],
    ['wants somebody', { createdBy: '' }, {}, /Nobody who signed in/],
    ['names owners', {}, { owners: ['PHID-USER-b'] }, /owner is not named/],
    ['lets named owners', {}, { owners: ['PHID-USER-a'] }, undefined],
  ])('%s', (_, changes, rules, objection) => {
    const found = objections({ ...rule, ...rules }, { ...proposal, ...changes })
    if (objection) expect(found).toEqual([expect.stringMatching(objection)])
    else expect(found).toEqual([])
  })
})

describe('the page of rules', () => {
  const path = '/gateway/admin/approval-rules/'
  const typed = {
    name: 'Tools',
    scopes: 'maniphest.search *.edit:comment',
    hosts: 'tools.example.com',
    owners: '',
  }
  const sent = (name: string, host: string) => ({
    name,
    callback_url: `https://${host}/cb`,
    scopes: ['maniphest.search'],
  })

  let test: Proposals
  beforeAll(async () => {
    test = await startProposals()
    await test.sendAs('rjkaplan', '/oauth2/client', sent('Past one', 'tools.example.com'))
    await test.sendAs('rjkaplan', '/oauth2/client', sent('Other host', 'elsewhere.example.com'))
  })
  afterAll(() => test.close())

  it('tries a rule on past proposals without changing anything, says why not, and keeps what was typed', async () => {
    const admin = await test.signedIn('admin')
    const tried = await admin.submit(await admin.open(path), path, { ...typed, action: 'try' })
    expect(tried.text).toContain('Of the 2 latest, 1 would have been approved.')
    expect(tried.text).toMatch(
      /Not approved: Other host 1\.0 Proposed ?It has codes sent elsewhere: elsewhere\.example\.com\./,
    )
    expect(tried.html).toContain('value="Tools"')
    expect((await test.rowsOf('Past one'))[0]?.stage).toBe('proposed')
    expect(await test.gateway.database.selectFrom('auto_approval_rules').selectAll().execute()).toEqual([])
  })

  it.each([
    [{ name: '' }, 'Give the rule a name'],
    [{ scopes: 'no.such' }, 'Nothing that may be allowed matches “no.such”'],
    [{ scopes: '' }, 'Name at least one method'],
    [{ hosts: 'https://tools.example.com/' }, 'is no host name'],
    [{ hosts: '' }, 'Name at least one host'],
    [{ owners: 'nobody' }, 'There is nobody called nobody'],
  ])('refuses %j', async (change, message) => {
    const admin = await test.signedIn('admin')
    const refused = await admin.submit(await admin.open(path), path, { ...typed, ...change, action: 'save' })
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining(message)])
  })

  it('makes a rule by which proposals are approved at once, until it is removed', async () => {
    const admin = await test.signedIn('admin')
    const saved = await admin.submit(await admin.open(path), path, { ...typed, action: 'save' })
    expect(saved.text).toContain('The rule is saved.')
    const approved = await test.sendAs('angie', '/oauth2/client', sent('New one', 'tools.example.com'))
    expect(approved.body.stage).toBe('approved')
    const [row] = await test.rowsOf('New one')
    expect([...(await allowedScopes(test.gateway, row?.client_id ?? ''))]).toEqual(['maniphest.search'])
    expect(await historyOf(test.gateway.database, row?.phid ?? '')).toMatchObject([
      { type: 'scopes' },
      { type: 'stage', new: 'approved', authorPhid: undefined, reason: 'Approved by the rule “Tools”.' },
      { type: 'create' },
    ])
    const waits = await test.sendAs('angie', '/oauth2/client', sent('Elsewhere', 'elsewhere.example.com'))
    expect(waits.body.stage).toBe('proposed')

    const [, remove = ''] = /action="([^"]*\/remove)"/.exec(saved.html) ?? []
    expect((await admin.submit(saved, remove)).text).toContain('The rule is removed.')
    const later = await test.sendAs('angie', '/oauth2/client', sent('Later one', 'tools.example.com'))
    expect(later.body.stage).toBe('proposed')
  })
})
