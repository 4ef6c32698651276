import { readTab, writeTab } from '../tab-storage.ts'
import type { OpenDialog } from '../task/tasks.tsx'

/** Where somebody was when they left for sign-in or consent. */
interface Interruption {
  readonly address: string
  readonly dialog?: OpenDialog
}

const NAME = 'interruption'

/** To be called before a link leads to sign-in or consent, which return to wherever the server thinks best. */
export function leaveFor(dialog?: OpenDialog): void {
  const address = location.pathname + location.search
  // What is left of a refusal after it was remedied is to do the thing again, which is the person's to decide.
  const resumed = dialog?.kind === 'refused' ? undefined : dialog
  writeTab(NAME, { address, ...(resumed && { dialog: resumed }) } satisfies Interruption)
}

/** The place that was left, once. */
export function takeInterruption(): Interruption | undefined {
  const interruption = readTab<Interruption>(NAME)
  writeTab(NAME, undefined)
  return interruption
}
