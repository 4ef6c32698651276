import { readdirSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listTokens } from '../../../gateway/src/tokens/list.ts'
import { type Pages, startPages } from './pages-under-test.ts'
import { fieldsOf } from './visitor.ts'

let pages: Pages
beforeAll(async () => {
  pages = await startPages()
})
afterAll(() => pages.close())

describe('every page', () => {
  it.each([
    '/',
    '/gateway/sign-in',
    '/gateway/settings/tokens/new',
    '/nowhere',
    '/gateway/admin/applications/',
  ])('%s may load and send nothing but its own, and is not kept or framed', async (path) => {
    const { headers } = await (await pages.signedIn('rjkaplan')).open(path)
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';style-src 'self';img-src 'self';form-action 'self';frame-ancestors 'none';base-uri 'none'",
    )
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('has neither scripts nor inline styles, and one stylesheet that may be kept for ever', async () => {
    const { html } = await (await pages.signedIn('admin')).open('/gateway/admin/applications/new')
    expect(html).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=/i)
    const [, path = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec(html) ?? []
    const stylesheet = await pages.visitor().open(path)
    expect(stylesheet.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(stylesheet.headers.get('cache-control')).toContain('immutable')
    const styles = new URL('../../../gateway/src/pages/styles/', import.meta.url)
    for (const file of readdirSync(styles)) {
      expect(stylesheet.html, file).toContain(readFileSync(new URL(file, styles), 'utf8'))
    }
  })

  it('that is missing is answered by a page in plain words', async () => {
    const shown = await pages.visitor().open('/nowhere')
    expect(shown.status).toBe(404)
    expect(shown.text).toContain('There is no page at this address.')
  })

  it.each([
    ['half an escape', '/%', 400],
    ['no UTF-8', '/p/%ff/?secret=of-mine', 400],
    ['far too long', `/p/${'a'.repeat(600)}/`, 414],
  ])('whose address is %s is answered by a page that repeats nothing of it', async (_what, path, status) => {
    const { port } = new URL(pages.origin)
    const answer = await new Promise<string>((resolve, reject) => {
      const sent = get({ port, path, host: '127.0.0.1' }, async (response) => {
        const { 'content-type': type, 'content-security-policy': policy } = response.headers
        const body = await text(response)
        resolve([response.statusCode, type, policy, body].join(' '))
      })
      sent.on('error', reject)
    })
    expect(answer).toMatch(
      new RegExp(`^${status} text/html; charset=utf-8 default-src 'none'.*did not understand`, 's'),
    )
    expect(answer).not.toMatch(/of-mine|aaaa|FST_/)
  })

  it('can be asked for its headers alone', async () => {
    const angie = await pages.signedIn('angie')
    expect((await angie.request('/gateway/settings/tokens/new', { method: 'HEAD' })).status).toBe(200)
    expect((await pages.visitor().request('/gateway/settings/tokens/new', { method: 'HEAD' })).status).toBe(
      303,
    )
  })

  it('is found without its last slash too', async () => {
    expect((await (await pages.signedIn('angie')).open('/maniphest?status=all')).url).toBe(
      '/maniphest/?status=all',
    )
  })
})

describe('a form', () => {
  const tokens = async () => listTokens(pages.gateway, { userPhids: [(await pages.account('angie')).phid] })

  it('is refused without its token, with another’s, and from another address', async () => {
    const angie = await pages.signedIn('angie')
    const rjkaplan = await pages.signedIn('rjkaplan')
    const own =
      fieldsOf(await angie.open('/gateway/settings/tokens/new'), '/gateway/settings/tokens/new').get(
        'csrf',
      ) ?? ''
    const foreign =
      fieldsOf(await rjkaplan.open('/gateway/settings/tokens/new'), '/gateway/settings/tokens/new').get(
        'csrf',
      ) ?? ''

    const attempts = [
      await angie.post('/gateway/settings/tokens/new', { name: 'x' }),
      await angie.post('/gateway/settings/tokens/new', { name: 'x', csrf: foreign }),
      await angie.post(
        '/gateway/settings/tokens/new',
        { name: 'x', csrf: own },
        { origin: 'https://elsewhere.example' },
      ),
      await angie.post('/gateway/settings/tokens/new', { name: 'x', csrf: own }, { origin: 'null' }),
      await angie.post(
        '/gateway/settings/tokens/new',
        { name: 'x', csrf: own },
        { origin: 'null', 'sec-fetch-site': 'cross-site' },
      ),
    ]
    expect(attempts.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403])
    expect(await tokens()).toEqual([])

    expect(
      (await angie.post('/gateway/settings/tokens/new', { name: 'x', rights: 'all', csrf: own })).status,
    ).toBe(200)
    expect(await tokens()).toHaveLength(1)
  })

  it('is refused in an encoding that other sites can send unasked', async () => {
    const angie = await pages.signedIn('angie')
    const csrf = fieldsOf(
      await angie.open('/gateway/settings/tokens/new'),
      '/gateway/settings/tokens/new',
    ).get('csrf')
    for (const type of ['text/plain', 'application/json', 'multipart/form-data; boundary=x']) {
      const init = {
        method: 'POST',
        body: JSON.stringify({ name: 'y', csrf }),
        headers: { 'content-type': type },
      }
      expect((await angie.request('/gateway/settings/tokens/new', init)).status).toBe(415)
    }
  })

  it('sent after the session ended changes nothing and says so', async () => {
    const shown = await pages.visitor().post('/gateway/settings/tokens/new', { name: 'x' })
    expect(shown.status).toBe(403)
    expect(shown.text).toContain('You are signed out')
  })

  it('that is far too large is refused', async () => {
    const angie = await pages.signedIn('angie')
    expect((await angie.post('/gateway/settings/tokens/new', { name: 'x'.repeat(2_000_000) })).status).toBe(
      413,
    )
  })
})
