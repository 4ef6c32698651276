import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allowedScopes } from '../../../gateway/src/applications/rules.ts'
import { fieldsOf, type Shown, type Visitor } from '../pages/visitor.ts'
import { NEW, type Proposals, startProposals } from './scene.ts'

const MINE = '/gateway/settings/my-proposals/'
const PROPOSALS = '/gateway/admin/proposals/'

let test: Proposals
let rjkaplan: Visitor
let admin: Visitor
beforeAll(async () => {
  test = await startProposals()
  rjkaplan = await test.signedIn('rjkaplan')
  admin = await test.signedIn('admin')
})
afterAll(() => test.close())

const filled = {
  name: 'Board',
  description: 'Shows a board',
  kind: 'confidential',
  redirect_uris: 'https://board.example.com/callback',
  scope: ['maniphest.search', 'maniphest.edit:status'],
  grant_types: ['authorization_code', 'refresh_token'],
}

async function propose(
  fields: Record<string, string | string[]>,
): Promise<{ shown: Shown; clientId: string }> {
  const shown = await test.proposeByForm(rjkaplan, { ...filled, ...fields })
  const rows = await test.rowsOf(String(fields.name ?? filled.name))
  return { shown, clientId: rows.at(-1)?.client_id ?? '' }
}

describe('the form', () => {
  it('shows the secret once, and what becomes of the proposal', async () => {
    const { shown, clientId } = await propose({ name: 'Shown once' })
    const [, secret = ''] = /<code class="secret"[^>]*>([^<]+)</.exec(shown.html) ?? []
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(shown.text).toContain('It works once the application is approved.')
    const later = await rjkaplan.open(`${MINE}${clientId}/`)
    expect(later.html).not.toContain(secret)
    expect(later.text).toContain('It waits for an administrator.')
    expect((await rjkaplan.open(MINE)).text).toContain('Shown once 1.0')
  })

  it.each<[Record<string, string | string[]>, string]>([
    [{ name: ' ' }, 'Give the application a name.'],
    [{ version: 'x' }, '“x” is no version'],
    [{ kind: 'other' }, 'Choose one of the two.'],
    [{ redirect_uris: 'http://board.example.com/' }, 'is not encrypted'],
    [{ scopes: 'maniphest.serach' }, 'There is no method “maniphest.serach”'],
    [{ grant_types: ['client_credentials'] }, 'is for owner-only applications'],
    [{ contact: 'me' }, '“me” is no e-mail address.'],
    [{ address_ranges: '10.0.0.0/99' }, 'is no range of addresses'],
    [{ address_ranges: '{"IPAddresses":' }, 'is no range of addresses'],
    [{ origins: 'board.example.com' }, 'is not an origin'],
  ])('with %j is refused, and nothing typed is lost', async (change, message) => {
    const typed: Record<string, string | string[]> = {
      ...filled,
      name: 'Kept',
      description: 'a "long" <story>',
      ...change,
    }
    const shown = await test.proposeByForm(rjkaplan, typed)
    expect([shown.status, shown.text]).toEqual([422, expect.stringContaining(message)])
    expect(await test.rowsOf('Kept')).toEqual([])
    const kept = fieldsOf(shown, NEW)
    for (const [name, value] of Object.entries(typed)) {
      if (value !== 'other') expect(kept.getAll(name).toSorted(), name).toEqual([value].flat().toSorted())
    }
  })

  it('of a new version begins with the one before, one higher', async () => {
    const { clientId } = await propose({ name: 'Again' })
    const form = await rjkaplan.open(`${NEW}?from=${clientId}`)
    expect(fieldsOf(form, NEW).get('version')).toBe('2.0')
    expect(fieldsOf(form, NEW).getAll('scope')).toEqual(filled.scope)
    expect((await rjkaplan.submit(form, NEW)).text).toContain('Again 2.0')
    const others = await (await test.signedIn('angie')).open(`${NEW}?from=${clientId}`)
    expect(fieldsOf(others, NEW).get('name')).toBe('')
  })

  it('is nobody’s who is not signed in, and a proposal nobody else’s', async () => {
    const { clientId } = await propose({ name: 'Private' })
    const angie = await test.signedIn('angie')
    expect((await angie.open(`${MINE}${clientId}/`)).status).toBe(404)
    expect((await angie.open(`${MINE}${clientId}/edit`)).status).toBe(404)
    expect((await angie.open(`${PROPOSALS}${clientId}/`)).status).toBe(403)
    expect((await test.visitor().open(MINE)).text).toContain('Sign in')
  })
})

describe('an administrator', () => {
  it('sees how many wait, and what one asks for, in words and with its dangers', async () => {
    const { clientId } = await propose({
      name: 'Dangerous',
      redirect_uris: 'https://board.example.com',
      callback_is_prefix: '1',
      scope: ['maniphest.search', 'maniphest.edit:status'],
      scopes: 'maniphest.edit maniphest.edit:view',
    })
    expect((await admin.open('/gateway/admin/applications/')).text).toMatch(/Proposals \(\d+\)/)
    expect((await admin.open(PROPOSALS)).text).toContain('Dangerous 1.0 rjkaplan (Rachel J Kaplan), just now')
    const { text } = await admin.open(`${PROPOSALS}${clientId}/`)
    expect(text).toContain('Read the tasks that you can see Reads')
    expect(text).toContain('Change the status of tasks (close and reopen) Changes one thing')
    expect(text).toContain('change them in every way that you can Changes everything about it')
    expect(text).toMatch(/who can see tasks Decides who may see or change/)
    expect(text).toContain('is a bare domain')
    expect(text).toContain('every address that begins so')
  })

  it('sees what is different from the version before, and what applications like it have', async () => {
    const { clientId: first } = await propose({ name: 'Grown' })
    const path = `${PROPOSALS}${first}/`
    await admin.submit(await admin.open(path), path, { decision: 'approve' })
    const { clientId } = await propose({
      name: 'Grown',
      version: '1.1',
      redirect_uris: 'https://board.example.com/callback\nhttps://new.example.com/callback',
      scope: ['maniphest.search', 'user.search'],
    })
    const { text } = await admin.open(`${PROPOSALS}${clientId}/`)
    expect(text).toContain('What is different from version 1.0 1 more methods, 1 fewer, 1 as before.')
    expect(text).toContain('Redirect addresses now https://new.example.com/callback')
    expect(text).toMatch(/Look people up Reads New user\.search/)
    expect(text).toMatch(/It asks no more for: Change the status of tasks/)
    expect(text).toMatch(/Grown 1\.0, on the same host \(board\.example\.com\): has 1 of the 2 methods/)
  })

  it('approves with less and says why; the owner is told on their page, once', async () => {
    const { clientId } = await propose({ name: 'Cut' })
    const path = `${PROPOSALS}${clientId}/`
    const unsaid = await admin.submit(await admin.open(path), path, {
      scope: 'maniphest.search',
      decision: 'approve',
    })
    expect([unsaid.status, unsaid.text]).toEqual([422, expect.stringContaining('Say why')])
    expect(fieldsOf(unsaid, path).getAll('scope')).toEqual(['maniphest.search'])
    const done = await admin.submit(unsaid, path, { reason: 'Reading will do', decision: 'approve' })
    expect(done.text).toContain('The application is approved.')
    expect([...(await allowedScopes(test.gateway, clientId))]).toEqual(['maniphest.search'])

    const granted = await rjkaplan.open('/gateway/settings/applications/')
    expect(granted.text).toMatch(/Applications that I made \(\d new\)/)
    expect((await rjkaplan.open(MINE)).text).toContain('New: It was approved. It may: maniphest.search.')
    const told = await rjkaplan.open(`${MINE}${clientId}/`)
    expect(told.text).toMatch(/New since you were here .*It was approved\. admin, just now Reading will do/)
    expect((await rjkaplan.open(`${MINE}${clientId}/`)).text).not.toContain('New since you were here')
    expect((await rjkaplan.open(MINE)).text).toMatch(/Cut 1\.0 Approved/)
  })

  it('who was overtaken by another sees what has changed, and keeps what was typed', async () => {
    const { clientId } = await propose({ name: 'Overtaken' })
    const path = `${PROPOSALS}${clientId}/`
    const page = await admin.open(path)
    const edit = `${MINE}${clientId}/edit`
    await rjkaplan.submit(await rjkaplan.open(edit), edit, { description: 'Better', reason: 'Clearer' })
    const stale = await admin.submit(page, path, { decision: 'reject', reason: 'Not clear' })
    expect(stale.status).toBe(422)
    expect(stale.text).toMatch(
      /What has changed meanwhile Its description changed\. rjkaplan, just now Clearerwas Shows a board now Better/,
    )
    expect(fieldsOf(stale, path).get('reason')).toBe('Not clear')
    const rejected = await admin.submit(stale, path, { decision: 'reject' })
    expect(rejected.text).toContain('The proposal is rejected.')
  })
})

describe('an owner', () => {
  it('withdraws a proposal, and disables what was approved', async () => {
    const { clientId } = await propose({ name: 'Not wanted' })
    const path = `${MINE}${clientId}/`
    const withdrawn = await rjkaplan.submit(await rjkaplan.open(path), `${path}withdraw`, {
      reason: 'Found another',
    })
    expect(withdrawn.text).toContain('The proposal is withdrawn.')
    expect((await test.rowsOf('Not wanted'))[0]?.stage).toBe('expired')

    const { clientId: approved } = await propose({ name: 'Stopped' })
    const decision = `${PROPOSALS}${approved}/`
    await admin.submit(await admin.open(decision), decision, { decision: 'approve' })
    const page = await rjkaplan.open(`${MINE}${approved}/`)
    expect((await rjkaplan.submit(page, `${MINE}${approved}/disable`)).text).toContain(
      'The application is disabled.',
    )
  })

  it('replaces the secret of their own', async () => {
    const { clientId } = await propose({ name: 'Secretive' })
    const path = `${MINE}${clientId}/`
    const shown = await rjkaplan.submit(await rjkaplan.open(path), `${path}secret`, { overlap: '60' })
    expect(shown.text).toContain('The old one works for 60 minutes more.')
    expect(shown.text).toContain('Old secret good until')
  })
})
