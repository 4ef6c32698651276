import { expect, it } from 'vitest'
import { passwordOf, startPages } from './pages-under-test.ts'

it('the most verbose log holds no password, cookie, form token, API token or client secret', async () => {
  const pages = await startPages({ logLevel: 'trace' })
  try {
    const visitor = pages.visitor()
    await visitor.signIn('admin', 'a-wrong-password')
    await visitor.signIn('admin', passwordOf('admin'))
    const tokens = await visitor.open('/gateway/settings/tokens/new')
    const made = await visitor.submit(tokens, '/gateway/settings/tokens/new', {
      name: 'script',
      rights: 'all',
    })
    const form = await visitor.open('/gateway/admin/applications/new')
    const registered = await visitor.submit(form, '/gateway/admin/applications/new', {
      name: 'Error viewer',
      redirect_uris: 'https://viewer.example/callback',
    })
    await visitor.post(
      '/gateway/settings/tokens/new',
      { name: 'x', csrf: 'y' },
      { origin: 'https://elsewhere.example' },
    )

    const secrets = [
      'a-wrong-password',
      passwordOf('admin'),
      ...visitor.cookies.values(),
      ...[...form.html.matchAll(/name="csrf" value="([^"]+)"/g)].map(([, value]) => value),
      ...[made, registered].map(({ html }) => /class="secret"[^>]*>([^<]+)</.exec(html)?.[1]),
    ]
    expect(secrets).toHaveLength(7)
    const log = pages.log.join('')
    expect(log).toContain('/gateway/settings/tokens/new')
    for (const secret of secrets) {
      expect(secret?.length).toBeGreaterThan(8)
      expect(log.includes(String(secret))).toBe(false)
    }
  } finally {
    await pages.close()
  }
})
