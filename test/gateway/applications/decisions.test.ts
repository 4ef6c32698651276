import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import { type Application, findApplication } from '../../../gateway/src/applications/applications.ts'
import type { Author } from '../../../gateway/src/applications/author.ts'
import { isClientSecret } from '../../../gateway/src/applications/client-secrets.ts'
import { decideProposal } from '../../../gateway/src/applications/decide.ts'
import { editApplication } from '../../../gateway/src/applications/edit.ts'
import { unreadNews } from '../../../gateway/src/applications/news.ts'
import type { TypedProposal } from '../../../gateway/src/applications/proposal/proposal.ts'
import { proposeApplication } from '../../../gateway/src/applications/propose.ts'
import { resetSecret } from '../../../gateway/src/applications/reset-secret.ts'
import { allowedScopes } from '../../../gateway/src/applications/rules.ts'
import { searchApplications } from '../../../gateway/src/applications/search.ts'
import { readSecurityLog } from '../../../gateway/src/audit/security-log.ts'
import { removeExpiredOnce } from '../../../gateway/src/authorization-server/expiry.ts'
import { historyOf } from '../../../gateway/src/history/history.ts'
import { type Proposals, startProposals } from './scene.ts'

const DAY = 86_400

let test: Proposals
let admin: Author
let other: Author
let owner: Author & { phid: string }
beforeAll(async () => {
  test = await startProposals()
  const author = async (name: string) => ({ phid: (await test.account(name)).phid, address: '192.0.2.1' })
  admin = await author('admin')
  owner = await author('rjkaplan')
  other = await author('angie')
})
afterAll(() => test.close())

let count = 0

async function propose(changes: TypedProposal = {}): Promise<Application & { secret: string }> {
  count += 1
  const proposed = await proposeApplication(
    test.gateway,
    {
      name: `Application ${count}`,
      kind: 'confidential',
      redirectUris: ['https://errors.example.com/callback'],
      scopes: ['maniphest.search', 'maniphest.edit:status'],
      ...changes,
    },
    owner,
  )
  if ('problems' in proposed) throw new Error(JSON.stringify(proposed.problems))
  return { ...proposed.application, secret: proposed.clientSecret ?? '' }
}

async function now({ clientId }: Application): Promise<Application> {
  const found = await findApplication(test.gateway, clientId)
  if (!found) throw new Error('gone')
  return found
}

async function decide(
  application: Application,
  stage: Application['stage'],
  by: Author,
  decision: { scopes?: Scope[]; reason?: string; changeToken?: string } = {},
) {
  const { changeToken } = await now(application)
  return decideProposal(test.gateway, application.clientId, { stage, changeToken, ...decision }, by)
}

function codeOf(result: object): string {
  const { refused } = result as { refused?: { code: string } }
  return refused?.code ?? 'done'
}

describe('a decision', () => {
  it('approves what was asked for, and is in the history, the security log and the news', async () => {
    const proposal = await propose()
    expect(codeOf(await decide(proposal, 'approved', admin))).toBe('done')
    expect((await now(proposal)).stage).toBe('approved')
    expect([...(await allowedScopes(test.gateway, proposal.clientId))]).toEqual([
      'maniphest.edit:status',
      'maniphest.search',
    ])
    const [scopes, stage, create] = await historyOf(test.gateway.database, proposal.phid)
    expect(create).toMatchObject({ type: 'create', authorPhid: owner.phid })
    expect(stage).toMatchObject({ type: 'stage', old: 'proposed', new: 'approved', authorPhid: admin.phid })
    expect(scopes).toMatchObject({ type: 'scopes', address: '192.0.2.1' })
    const [event] = await readSecurityLog(test.gateway.database, { clientId: proposal.clientId, limit: 1 })
    expect(event).toMatchObject({ kind: 'application-approved', userPhid: admin.phid })
    expect((await unreadNews(test.gateway, owner.phid)).get(proposal.clientId)).toHaveLength(2)
  })

  it('approves less, with a reason, and never more', async () => {
    const proposal = await propose()
    const less = { scopes: ['maniphest.search'] as Scope[] }
    expect(codeOf(await decide(proposal, 'approved', admin, less))).toBe('reason_required')
    const more = { scopes: ['maniphest.edit'] as Scope[], reason: 'generous' }
    expect(codeOf(await decide(proposal, 'approved', admin, more))).toBe('too_many_scopes')
    expect((await now(proposal)).stage).toBe('proposed')
    expect(codeOf(await decide(proposal, 'approved', admin, { ...less, reason: 'Reading will do' }))).toBe(
      'done',
    )
    expect([...(await allowedScopes(test.gateway, proposal.clientId))]).toEqual(['maniphest.search'])
  })

  it('to reject or to disable takes a reason; to enable again keeps what was allowed', async () => {
    const rejected = await propose()
    expect(codeOf(await decide(rejected, 'rejected', admin, { reason: ' ' }))).toBe('reason_required')
    expect(codeOf(await decide(rejected, 'rejected', admin, { reason: 'No' }))).toBe('done')
    expect(codeOf(await decide(rejected, 'approved', admin))).toBe('stage')

    const proposal = await propose()
    await decide(proposal, 'approved', admin)
    expect(codeOf(await decide(proposal, 'disabled', admin))).toBe('reason_required')
    expect(codeOf(await decide(proposal, 'disabled', admin, { reason: 'Sold' }))).toBe('done')
    expect(codeOf(await decide(proposal, 'approved', owner))).toBe('stage')
    expect(codeOf(await decide(proposal, 'approved', admin))).toBe('done')
    expect((await allowedScopes(test.gateway, proposal.clientId)).size).toBe(2)
  })

  it('is the administrator’s; owners withdraw and disable their own, and others do nothing', async () => {
    const proposal = await propose()
    for (const stage of ['approved', 'rejected'] as const) {
      expect(codeOf(await decide(proposal, stage, owner, { reason: 'mine' }))).toBe('stage')
      expect(codeOf(await decide(proposal, stage, other, { reason: 'why not' }))).toBe('stage')
    }
    expect(codeOf(await decide(proposal, 'expired', other))).toBe('stage')
    expect(codeOf(await decide(proposal, 'expired', owner))).toBe('done')
    expect((await now(proposal)).stage).toBe('expired')
    const approved = await propose()
    await decide(approved, 'approved', admin)
    expect(codeOf(await decide(approved, 'disabled', owner))).toBe('done')
  })

  it('on what has changed meanwhile is refused with what that was, and two at once are one', async () => {
    const proposal = await propose()
    const seen = { changeToken: proposal.changeToken }
    const changes = { scopes: ['maniphest.search', 'user.search'] }
    await editApplication(test.gateway, proposal.clientId, { changes, ...seen }, owner)
    expect(await decide(proposal, 'approved', admin, seen)).toMatchObject({
      refused: { code: 'stale', meanwhile: [{ type: 'requestedScopes', authorPhid: owner.phid }] },
    })
    expect((await now(proposal)).stage).toBe('proposed')

    const both = await Promise.all([
      decide(proposal, 'approved', admin),
      decide(proposal, 'rejected', admin, { reason: 'No' }),
    ])
    expect(both.map(codeOf).toSorted()).toEqual(['done', 'stale'])
    const history = await historyOf(test.gateway.database, proposal.phid)
    expect(history.filter(({ type }) => type === 'stage')).toHaveLength(1)
    for (const changeToken of ['', '-1', 'x', '99999999999999999999']) {
      expect(codeOf(await decide(proposal, 'disabled', admin, { reason: 'x', changeToken }))).toBe('stale')
    }
  })
})

describe('a proposal that nobody touches', () => {
  it('is given up after 30 days, when somebody looks or by itself, and a change keeps it', async () => {
    const [left, kept, swept] = [await propose(), await propose(), await propose()]
    test.advance(29 * DAY)
    const { changeToken } = await now(kept)
    await editApplication(
      test.gateway,
      kept.clientId,
      { changes: { description: 'Still wanted' }, changeToken },
      owner,
    )
    test.advance(DAY)
    const viewer = { phid: owner.phid, isAdministrator: false }
    const found = await searchApplications(test.gateway, { viewer, clientIds: [left.clientId], limit: 1 })
    expect(found[0]?.stage).toBe('expired')
    expect((await now(kept)).stage).toBe('proposed')
    expect(codeOf(await decide(left, 'approved', admin))).toBe('stage')
    const [entry] = await historyOf(test.gateway.database, left.phid)
    expect(entry).toMatchObject({
      new: 'expired',
      authorPhid: undefined,
      reason: expect.stringContaining('30 days'),
    })

    test.advance(40 * DAY)
    await removeExpiredOnce(test.gateway)
    const row = await now(kept)
    expect([row.stage, (await now(swept)).stage]).toEqual(['expired', 'expired'])
  })
})

describe('a change', () => {
  it('is the owner’s as long as it is a proposal; of an approved one the owner changes words alone', async () => {
    const proposal = await propose()
    const edit = async (changes: TypedProposal, by: Author) => {
      const { changeToken } = await now(proposal)
      const edited = await editApplication(test.gateway, proposal.clientId, { changes, changeToken }, by)
      return 'problems' in edited ? edited.problems.map(({ rule }) => rule) : codeOf(edited)
    }
    expect(await edit({ redirectUris: ['https://other.example/cb'] }, owner)).toBe('done')
    expect(await edit({ description: 'x' }, other)).toBe('forbidden')
    expect(await edit({ redirectUris: ['http://other.example/cb'] }, owner)).toEqual(['not_encrypted'])
    await decide(proposal, 'approved', admin)
    expect(await edit({ redirectUris: ['https://evil.example/cb'] }, owner)).toBe('fields')
    expect(await edit({ scopes: ['maniphest.edit'] }, owner)).toBe('fields')
    expect(await edit({ description: 'Better', contact: 'r@example.com' }, owner)).toBe('done')
    expect(await edit({ contact: '' }, owner)).toBe('done')
    expect(await edit({ redirectUris: ['https://third.example/cb'] }, admin)).toBe('done')
    expect(await now(proposal)).toMatchObject({
      description: 'Better',
      contact: undefined,
      redirectUris: ['https://third.example/cb'],
    })
  })

  it('to a name and version that is there already is refused', async () => {
    const [first, second] = [await propose(), await propose()]
    const { changeToken } = second
    const changes = { name: first.name, version: first.version }
    const edited = await editApplication(test.gateway, second.clientId, { changes, changeToken }, owner)
    expect(edited).toMatchObject({ problems: [{ field: 'version', rule: 'taken' }] })
  })
})

describe('a new secret', () => {
  it('ends the old one when the overlap is over, and never lets three be good', async () => {
    const application = await propose()
    const { clientId, secret: first } = application
    const good = (secret: string) => isClientSecret(test.gateway, clientId, secret)
    const reset = async (overlapMinutes: number, by: Author = owner) => {
      const done = await resetSecret(test.gateway, clientId, { overlapMinutes }, by)
      return 'clientSecret' in done ? done.clientSecret : ''
    }
    const second = await reset(10)
    expect([await good(first), await good(second)]).toEqual([true, true])
    test.advance(599)
    expect(await good(first)).toBe(true)
    const third = await reset(10, admin)
    expect([await good(first), await good(second), await good(third)]).toEqual([false, true, true])
    test.advance(600)
    expect([await good(second), await good(third)]).toEqual([false, true])
    const fourth = await reset(0)
    expect([await good(third), await good(fourth), await good('')]).toEqual([false, true, false])
    expect(await resetSecret(test.gateway, clientId, { overlapMinutes: 0 }, other)).toMatchObject({
      refused: { code: 'forbidden' },
    })
    const history = JSON.stringify(await historyOf(test.gateway.database, application.phid))
    for (const secret of [first, second, third, fourth]) expect(history).not.toContain(secret)
  })
})
