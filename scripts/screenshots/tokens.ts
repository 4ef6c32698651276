import { join } from 'node:path'
import type { Scope } from '../../gateway/src/access/scope.ts'
import { narrowToken, setTokenAddresses } from '../../gateway/src/tokens/change.ts'
import { revokeToken, rotateToken } from '../../gateway/src/tokens/end.ts'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { issueToken } from '../../test/gateway/conduit/gateway-under-test.ts'
import { browserOf } from '../../test/gateway/pages/browser-under-test.ts'
import { type Pages, startPages } from '../../test/gateway/pages/pages-under-test.ts'
import { pictures } from './pictures.ts'
import { onStage } from './stage.ts'

const MINUTE = 60
const DAY = 86_400

/** API tokens: the list, and one token. */
export async function pictureTokens(directory: string): Promise<string[]> {
  return onStage(startPages, async (browser, pages) => {
    const phid = await fill(pages)
    const page = await browserOf(browser, pages, 'rjkaplan', { viewport: { width: 900, height: 700 } })
    await page.goto('/gateway/settings/tokens/')
    const list = await pictures(page, join(directory, 'tokens'), { fullPage: true })
    await page.goto(`/gateway/settings/tokens/${phid}/`)
    return [...list, ...(await pictures(page, join(directory, 'token'), { fullPage: true }))]
  })
}

/** Tokens of one person, each in another state. @returns the PHID of the one with the longest history */
async function fill(pages: Pages): Promise<string> {
  const { gateway } = pages
  const { phid: userPhid } = await pages.account('rjkaplan')
  const by = { author: { phid: userPhid, address: '192.0.2.7' } }
  const make = (name: string, more: object) =>
    createApiToken(gateway, { userPhid, name, author: by.author, ...more })
  const old = await make('Import of 2026', {})
  await make('Release notes', { kind: 'cli', rights: 'read-only', expiresAt: gateway.now() + 33 * DAY })
  const report = await make('Nightly report', { expiresAt: gateway.now() + 90 * DAY })
  pages.advance(DAY)
  await revokeToken(gateway, old.phid, { ...by, reason: 'the import is done' })
  const scopes = ['maniphest.search', 'maniphest.edit:create', 'maniphest.edit:comment'] as unknown as Scope[]
  await narrowToken(gateway, report.phid, new Set(scopes), { ...by, reason: 'it writes comments only' })
  await setTokenAddresses(gateway, report.phid, ['192.0.2.0/24', '2001:db8:7::/48'], by)
  pages.advance(27 * DAY)
  await rotateToken(gateway, report.phid, { ...by, overlapMinutes: 60 })
  pages.advance(12 * MINUTE)
  await use(pages, report.phid)
  const twentyMinutesAgo = { gateway, now: gateway.now() - 20 * MINUTE, rjkaplan: { phid: userPhid } }
  await issueToken(twentyMinutesAgo, { name: 'Error viewer', rules: scopes })
  return report.phid
}

async function use({ gateway }: Pages, phid: string): Promise<void> {
  await gateway.database
    .updateTable('api_tokens')
    .set({
      last_used_at: gateway.now() - 5 * MINUTE,
      last_used_address: '192.0.2.31',
      last_used_client: 'curl/8.14.1',
      last_used_method: 'maniphest.search',
    })
    .where('phid', '=', phid)
    .execute()
}
