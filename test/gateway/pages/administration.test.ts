import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listApplications } from '../../../gateway/src/applications/applications.ts'
import { isClientSecret } from '../../../gateway/src/applications/client-secrets.ts'
import { registerApplication } from '../applications/register-application.ts'
import { type Pages, startPages } from './pages-under-test.ts'
import { fieldsOf, type Shown, type Visitor } from './visitor.ts'

let pages: Pages
let admin: Visitor
beforeAll(async () => {
  pages = await startPages({ denyMethods: ['project.edit'] })
  admin = await pages.signedIn('admin')
})
afterAll(() => pages.close())

const filled = {
  name: 'Error viewer',
  description: 'Shows errors',
  kind: 'confidential',
  redirect_uris: 'https://viewer.example/callback\nhttp://localhost:3000/callback',
  origins: 'https://viewer.example/',
}

async function register(fields: Record<string, string | string[]> = filled): Promise<Shown> {
  return admin.submit(
    await admin.open('/gateway/admin/applications/new'),
    '/gateway/admin/applications/new',
    fields,
  )
}

async function newApplication(): Promise<string> {
  return (await registerApplication(pages.gateway, { name: 'Under rules' })).clientId
}

describe('administration', () => {
  it('is for administrators', async () => {
    const clientId = await newApplication()
    const angie = await pages.signedIn('angie')
    const csrf =
      fieldsOf(await angie.open('/gateway/settings/tokens/new'), '/gateway/settings/tokens/new').get(
        'csrf',
      ) ?? ''
    const paths = ['', 'new', `${clientId}/`, `${clientId}/rules`, `${clientId}/edit`]
    for (const path of paths)
      expect((await angie.open(`/gateway/admin/applications/${path}`)).status).toBe(403)
    const posts = ['new', ...['edit', 'secret', 'disable'].map((name) => `${clientId}/${name}`)]
    for (const path of posts) {
      const shown = await angie.post(`/gateway/admin/applications/${path}`, { csrf, ...filled })
      expect(shown.status).toBe(403)
    }
    expect((await angie.open('/')).html).not.toContain('/gateway/admin/')
  })
})

describe('registering an application', () => {
  it('shows the secret on the page that follows and never again', async () => {
    const shown = await register()
    const [, secret = ''] = /<code class="secret"[^>]*>([^<]+)</.exec(shown.html) ?? []
    const [application] = (await listApplications(pages.gateway)).filter(
      ({ name }) => name === 'Error viewer',
    )
    expect(application).toMatchObject({
      kind: 'confidential',
      redirectUris: ['https://viewer.example/callback', 'http://localhost:3000/callback'],
      origins: ['https://viewer.example'],
      phorgeCompatible: false,
      createdBy: (await pages.account('admin')).phid,
    })
    const clientId = application?.clientId ?? ''
    expect(await isClientSecret(pages.gateway, clientId, secret)).toBe(true)
    expect(shown.headers.get('cache-control')).toBe('no-store')
    for (const path of ['', 'edit', 'rules']) {
      expect((await admin.open(`/gateway/admin/applications/${clientId}/${path}`)).html).not.toContain(secret)
    }

    const page = await admin.open(`/gateway/admin/applications/${clientId}/`)
    const replaced = await admin.submit(page, `/gateway/admin/applications/${clientId}/secret`)
    const [, newSecret = ''] = /<code class="secret"[^>]*>([^<]+)</.exec(replaced.html) ?? []
    expect(await isClientSecret(pages.gateway, clientId, secret)).toBe(false)
    expect(await isClientSecret(pages.gateway, clientId, newSecret)).toBe(true)
  })

  it('makes no secret for a public one', async () => {
    const shown = await register({ ...filled, name: 'Extension', kind: 'public' })
    expect(shown.html).not.toContain('class="secret"')
    expect(shown.html).not.toContain('/secret"')
  })

  it.each([
    [{ name: ' ' }, 'Give the application a name.'],
    [{ name: 'x'.repeat(101) }, 'At most 100 characters; these are 101.'],
    [{ kind: 'other' }, 'Choose one of the two.'],
    [{ redirect_uris: '' }, 'Name at least one redirect address.'],
    [{ redirect_uris: 'javascript:alert(1)' }, 'is not an address that starts with https://'],
    [{ redirect_uris: 'https://ok.example/\nhttps://x.example/#a' }, 'has a fragment'],
    [{ redirect_uris: 'https://*.example/' }, 'has a wildcard'],
    [{ redirect_uris: 'https://a:b@x.example/' }, 'contains a user name'],
    [{ origins: 'https://viewer.example/path' }, 'is not an origin'],
    [{ origins: 'null' }, 'is not an origin'],
    [{ kind: 'public', phorge_compatible: '1' }, 'knows no public applications'],
  ])('with %j is refused, and nothing typed is lost', async (change, message) => {
    const before = (await listApplications(pages.gateway)).length
    const typed: Record<string, string> = { ...filled, description: 'a "long" <story>', ...change }
    const shown = await register(typed)
    expect(shown.status).toBe(422)
    expect(shown.text).toContain(message)
    expect(await listApplications(pages.gateway)).toHaveLength(before)
    const kept = fieldsOf(shown, '/gateway/admin/applications/new')
    for (const [name, value] of Object.entries(typed)) {
      if (value !== 'other') expect(kept.get(name)).toBe(value)
    }
  })

  it('is corrected later, except for its kind', async () => {
    const clientId = await newApplication()
    const path = `/gateway/admin/applications/${clientId}/edit`
    const form = await admin.open(path)
    const shown = await admin.submit(form, path, { name: 'Renamed <u>', kind: 'public' })
    expect(shown.html).toContain('Renamed &lt;u&gt;')
    expect(shown.text).toContain('The application is saved.')
    const saved = (await listApplications(pages.gateway)).find((one) => one.clientId === clientId)
    expect(saved).toMatchObject({
      name: 'Renamed <u>',
      kind: 'confidential',
      redirectUris: ['https://viewer.example/callback'],
    })
  })

  it('can be disabled and enabled', async () => {
    const clientId = await newApplication()
    const path = `/gateway/admin/applications/${clientId}/`
    const unsaid = await admin.submit(await admin.open(path), `${path}disable`)
    expect(unsaid.text).toContain('Say why')
    const disabled = await admin.submit(unsaid, `${path}disable`, { reason: 'It was sold' })
    expect(disabled.text).toContain('All its tokens are refused')
    const stage = async () =>
      (await listApplications(pages.gateway)).find((one) => one.clientId === clientId)?.stage
    expect(await stage()).toBe('disabled')
    const enabled = await admin.submit(disabled, `${path}enable`)
    expect(await stage()).toBe('approved')
    expect(enabled.text).toContain('It was disabled. admin, just now It was sold')
  })
})
