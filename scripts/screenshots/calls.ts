import { join } from 'node:path'
import type { LoggedCall } from '../../gateway/src/audit/call-log/call.ts'
import { saveGrant } from '../../gateway/src/grants/grants.ts'
import { seededRandom } from '../../test/faults/chance.ts'
import { registerApplication } from '../../test/gateway/applications/register-application.ts'
import { callLogOf, sampleCall } from '../../test/gateway/audit/call-log/sample-calls.ts'
import { browserOf } from '../../test/gateway/pages/browser-under-test.ts'
import { type Pages, startPages } from '../../test/gateway/pages/pages-under-test.ts'
import { pictures } from './pictures.ts'
import { onStage } from './stage.ts'

const DAY = 86_400
const DAYS = 30

/** The call log: what an application did, wide and narrow, and every call. */
export async function pictureCalls(directory: string): Promise<string[]> {
  return onStage(startPages, async (browser, pages) => {
    const grantId = await fill(pages)
    const files: string[] = []
    const page = await browserOf(browser, pages, 'rjkaplan', { viewport: { width: 1100, height: 860 } })
    await page.goto(`/gateway/settings/applications/${grantId}/calls`)
    files.push(...(await pictures(page, join(directory, 'calls'))))
    await page.setViewportSize({ width: 400, height: 860 })
    files.push(...(await pictures(page, join(directory, 'calls-narrow'))))

    const admin = await browserOf(browser, pages, 'admin', { viewport: { width: 1100, height: 860 } })
    await admin.goto('/gateway/admin/calls/?outcome=denied')
    files.push(...(await pictures(admin, join(directory, 'all-calls'))))
    return files
  })
}

/** A month of two people with an error viewer. @returns what rjkaplan granted it */
async function fill(pages: Pages): Promise<string> {
  const { gateway } = pages
  const [rjkaplan, angie] = [await pages.account('rjkaplan'), await pages.account('angie')]
  const { clientId } = await registerApplication(gateway)
  const { grantId } = await saveGrant(gateway, { userPhid: rjkaplan.phid, clientId, scopes: [] })
  const random = seededRandom(20_261_126)
  for (let day = DAYS - 1; day >= 0; day--) {
    const calls = day % 7 > 4 ? 3 : 20 + Math.floor(random() * 40)
    for (let number = 0; number < calls; number++) {
      const userPhid = random() < 0.7 ? rjkaplan.phid : angie.phid
      const at = gateway.now() - day * DAY - (calls - number) * 300
      const duration = 4000 + random() * 40_000
      callLogOf(gateway).note(
        sampleCall({ at, clientId, userPhid, duration, address: '192.0.2.17', ...whatHappens(random()) }),
      )
    }
  }
  return grantId
}

function whatHappens(chance: number): Partial<LoggedCall> {
  if (chance < 0.25) return { method: 'maniphest.edit', aspects: ['comment', 'status'] }
  if (chance < 0.4) return { method: 'maniphest.edit', aspects: ['create'] }
  if (chance < 0.46) {
    return { method: 'maniphest.edit', aspects: ['title'], outcome: 'denied', reason: 'scope_not_allowed' }
  }
  return chance < 0.48 ? { outcome: 'unavailable', reason: 'timeout' } : {}
}
