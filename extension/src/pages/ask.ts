import { browser } from '../browser.ts'
import type { AnswerTo, PageIntent } from '../messages.ts'

/** Asks the background from one of the extension's own pages. */
export async function ask<Asked extends PageIntent>(asked: Asked): Promise<AnswerTo<Asked>> {
  try {
    return (await browser.runtime.sendMessage(asked)) as AnswerTo<Asked>
  } catch {
    return {
      ok: false,
      failure: { code: 'interrupted', message: 'The extension was interrupted.', remedy: 'Try again.' },
    }
  }
}
