import { browser } from '../../browser.ts'
import type { ChipsChanged } from '../../messages.ts'
import { hostPattern } from '../../origins.ts'

/** Other tabs of the same site show the same errors. */
export async function tellTabs(origin: string, chips: ChipsChanged['chips']): Promise<void> {
  const message: ChipsChanged = { event: 'chips-changed', origin, chips }
  for (const { id } of await browser.tabs.query({ url: hostPattern(origin) })) {
    // A tab without our script has nobody who listens.
    if (id !== undefined) await browser.tabs.sendMessage(id, message, { frameId: 0 }).catch(() => undefined)
  }
}
