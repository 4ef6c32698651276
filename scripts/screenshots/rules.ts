import { join } from 'node:path'
import { denyList } from '../../gateway/src/access/methods.ts'
import { presetOf, scopesOf } from '../../gateway/src/access/presets.ts'
import type { Scope } from '../../gateway/src/access/scope.ts'
import type { Gateway } from '../../gateway/src/app.ts'
import { form, issueToken } from '../../test/gateway/conduit/gateway-under-test.ts'
import { browserOf } from '../../test/gateway/pages/browser-under-test.ts'
import { type Pages, startPages } from '../../test/gateway/pages/pages-under-test.ts'
import { pictures } from './pictures.ts'
import { onStage } from './stage.ts'

/** The rules: the table, wide and narrow, and what a change would break. */
export async function pictureRules(directory: string): Promise<string[]> {
  return onStage(startPages, async (browser, pages) => {
    const clientId = await fill(pages)
    const page = await browserOf(browser, pages, 'admin', { viewport: { width: 1100, height: 760 } })
    const files: string[] = []
    await page.goto('/gateway/admin/rules/')
    files.push(...(await pictures(page, join(directory, 'rules'))))
    await page.setViewportSize({ width: 400, height: 760 })
    await page
      .getByRole('row')
      .nth(1)
      .evaluate((row) => row.scrollIntoView())
    files.push(...(await pictures(page, join(directory, 'rules-narrow'))))

    await page.setViewportSize({ width: 860, height: 860 })
    await page.goto(`/gateway/admin/applications/${clientId}/rules?state=allowed`)
    await page.getByRole('checkbox', { name: 'maniphest.edit:status' }).check()
    await page.getByRole('button', { name: 'Take away' }).click()
    await page.getByRole('textbox', { name: 'Reason' }).fill('Tasks are closed by people from now on.')
    await page.getByRole('heading', { name: 'Review the change' }).click()
    files.push(...(await pictures(page, join(directory, 'rules-review'))))
    return files
  })
}

/** Two applications that people use. @returns the client identifier of the error viewer */
async function fill(pages: Pages): Promise<string> {
  const { gateway } = pages
  const [rjkaplan, angie] = [await pages.account('rjkaplan'), await pages.account('angie')]
  const by = { gateway, now: gateway.now(), rjkaplan }
  const rules = await rulesOfErrorViewer(gateway)
  const viewer = await issueToken(by, { name: 'Error viewer', rules })
  const angies = await issueToken(by, { rules, clientId: viewer.clientId, user: angie })
  const notes = await issueToken(by, { name: 'Release notes', rules: ['maniphest.search', 'project.search'] })
  await pages.edit('rjkaplan', undefined, { title: 'Checkout fails' })
  for (let i = 0; i < 12; i += 1) await call(pages, viewer.token, 'maniphest.search', {})
  for (let i = 0; i < 3; i += 1) await close(pages, i % 2 ? viewer.token : angies.token)
  await call(pages, notes.token, 'maniphest.search', {})
  return viewer.clientId
}

/** What administrators start from. */
async function rulesOfErrorViewer({ backend, config }: Gateway): Promise<readonly Scope[]> {
  const preset = presetOf('error-viewer')
  if (!preset) throw new Error('there is no preset for an error viewer')
  return scopesOf(preset, (await backend.methods()).keys(), denyList(config.denyMethods))
}

async function close(pages: Pages, token: string): Promise<void> {
  const transactions = [{ type: 'status', value: 'resolved' }]
  await call(pages, token, 'maniphest.edit', { objectIdentifier: 'T1', transactions })
}

async function call({ origin }: Pages, token: string, method: string, params: object): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${origin}/api/${method}`, { method: 'POST', headers, body: form(params) })
  const { error_info } = (await response.json()) as { error_info: string | null }
  if (error_info !== null) throw new Error(`${method}: ${error_info}`)
}
