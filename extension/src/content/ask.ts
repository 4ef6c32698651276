import type { AnswerTo, ChipsChanged, ListErrors, SiteIntent } from '../messages.ts'

interface ExtensionApi {
  readonly runtime: {
    sendMessage(message: unknown): Promise<unknown>
    readonly onMessage: {
      addListener(
        listener: (message: unknown, sender: { id?: string }, respond: (answer: unknown) => void) => boolean,
      ): void
    }
    readonly id?: string
  }
}

/** Not the polyfill: it would be a quarter of the content script, and what is used here needs none. */
function api(): ExtensionApi {
  const { browser, chrome } = globalThis as unknown as Record<'browser' | 'chrome', ExtensionApi>
  return browser ?? chrome
}

/** What changes something: it is never asked a second time by itself. */
const writes: ReadonlySet<SiteIntent['intent']> = new Set([
  'create',
  'close',
  'reopen',
  'comment',
  'assign-to-me',
  'link',
  'unlink',
  'sign-in',
])

/** Asks the background, which the browser may stop on the way; asking starts it again. */
export async function ask<Asked extends SiteIntent>(asked: Asked): Promise<AnswerTo<Asked>> {
  for (let left = writes.has(asked.intent) ? 0 : 2; ; left -= 1) {
    try {
      const answer = (await api().runtime.sendMessage(asked)) as AnswerTo<Asked> | undefined
      if (answer) return answer
    } catch {
      // What was lost is said below.
    }
    if (left === 0) return interrupted()
  }
}

function interrupted(): Extract<AnswerTo<SiteIntent>, { ok: false }> {
  return {
    ok: false,
    failure: {
      code: 'interrupted',
      message: 'The extension was interrupted.',
      remedy: 'Try again; if it stays so, reload the page.',
    },
  }
}

/** What the background and the popup say without being asked. Pages cannot send these. */
export function listen(
  listener: (event: ChipsChanged | ListErrors, respond: (answer: unknown) => void) => void,
): void {
  api().runtime.onMessage.addListener((message, { id }, respond) => {
    if (id !== api().runtime.id) return false
    listener(message as ChipsChanged | ListErrors, respond)
    // The answer may come later.
    return true
  })
}
