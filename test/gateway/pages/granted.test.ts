import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateApplication } from '../../../gateway/src/applications/applications.ts'
import { issueToken } from '../conduit/gateway-under-test.ts'
import { type Pages, startPages } from './pages-under-test.ts'

let pages: Pages
beforeAll(async () => {
  pages = await startPages()
})
afterAll(() => pages.close())

/** An application with a grant of that person and a living access token, as the authorization server leaves them. */
async function grantTo(
  userName: string,
  name: string,
  scopes = ['maniphest.search', 'maniphest.edit:status'],
) {
  const { gateway } = pages
  const rjkaplan = await pages.account('rjkaplan')
  return issueToken(
    { gateway, now: gateway.now(), rjkaplan },
    { name, rules: ['maniphest.search'], grant: scopes, user: await pages.account(userName) },
  )
}

async function search(token: string): Promise<string | null> {
  const response = await fetch(`${pages.origin}/api/maniphest.search`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams({ params: '{}', output: 'json' }),
  })
  return ((await response.json()) as { error_code: string | null }).error_code
}

describe('my applications', () => {
  it('says in sentences what I granted, what an administrator has ruled out, and when it was used', async () => {
    const { token } = await grantTo('rjkaplan', '<b>Viewer</b>')
    const visitor = await pages.signedIn('rjkaplan')
    const before = await visitor.open('/gateway/settings/applications/')
    expect(before.html).toContain('&lt;b&gt;Viewer&lt;/b&gt;')
    expect(before.text).toContain('Read the tasks that you can see')
    expect(before.text).toMatch(/Change the status of tasks[^.]*\(an administrator has ruled out this\)/)
    expect(before.text).toContain('never used')

    expect(await search(token)).toBeNull()
    expect((await visitor.open('/gateway/settings/applications/')).text).toContain('last used just now')
  })

  it('ends a grant by one click, and its token is dead at the next call', async () => {
    const { grantId, token } = await grantTo('rjkaplan', 'To be revoked')
    expect(await search(token)).toBeNull()
    const visitor = await pages.signedIn('rjkaplan')
    const page = await visitor.open('/gateway/settings/applications/')
    const after = await visitor.submit(page, `/gateway/settings/applications/${grantId}/revoke`)
    expect(after.text).toContain('can no longer act in your name')
    expect(after.text).not.toContain('To be revoked')
    expect(await search(token)).not.toBeNull()
  })

  it('lets nobody end what somebody else granted', async () => {
    const { grantId, token } = await grantTo('angie', 'Angie’s')
    const visitor = await pages.signedIn('rjkaplan')
    const page = await visitor.open('/gateway/settings/applications/')
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.html)?.[1] ?? ''
    const path = `/gateway/settings/applications/${grantId}/revoke`
    expect((await visitor.post(path, { csrf })).status).toBe(404)
    expect(await search(token)).toBeNull()
  })

  it('says when an administrator disabled one', async () => {
    const { clientId } = await grantTo('angie', 'Off')
    await updateApplication(pages.gateway, clientId, { stage: 'disabled' })
    expect((await (await pages.signedIn('angie')).open('/gateway/settings/applications/')).text).toContain(
      'Disabled by an administrator',
    )
  })
})

const NEW_TOKEN = '/gateway/settings/tokens/new'

describe('my API tokens', () => {
  it('shows a new token once; it works until it is revoked, and then not any more', async () => {
    const visitor = await pages.signedIn('angie')
    const made = await visitor.submit(await visitor.open(NEW_TOKEN), NEW_TOKEN, {
      name: 'Nightly <i>report</i>',
      rights: 'all',
    })
    const [token = ''] = /api-[a-z0-9]{28}/.exec(made.html) ?? []
    expect(token).toHaveLength(32)
    expect(made.headers.get('cache-control')).toBe('no-store')
    expect(made.html).toContain('Nightly &lt;i&gt;report&lt;/i&gt;')

    const again = await visitor.open('/gateway/settings/tokens/')
    expect(again.html).not.toContain(token)
    expect(again.text).toContain('never used')

    const whoami = async () => {
      const params = JSON.stringify({ __conduit__: { token } })
      const body = new URLSearchParams({ params, output: 'json' })
      const response = await fetch(`${pages.origin}/api/user.whoami`, { method: 'POST', body })
      return (await response.json()) as { result: { userName: string } | null; error_code: string | null }
    }
    expect((await whoami()).result?.userName).toBe('angie')
    const used = await visitor.open('/gateway/settings/tokens/')
    expect(used.text).toContain('last used just now')
    const [action = ''] = /\/gateway\/settings\/tokens\/PHID-CTKN-\w+\/revoke/.exec(used.html) ?? []
    expect((await visitor.submit(used, action)).text).toContain('The token is revoked: the next call')
    expect((await whoami()).error_code).toBe('ERR-INVALID-AUTH')
  })

  it('wants a name', async () => {
    const visitor = await pages.signedIn('angie')
    const form = await visitor.open(NEW_TOKEN)
    const shown = await visitor.submit(form, NEW_TOKEN, { name: '  ', rights: 'all' })
    expect(shown.status).toBe(422)
    expect(shown.html).not.toMatch(/api-[a-z0-9]{28}/)
  })
})
