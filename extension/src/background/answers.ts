import type { Answer } from '../answer.ts'
import type { Runtime } from '../browser.ts'
import { pageIntent, siteIntent } from '../messages.ts'
import { answerPage } from './answer-page.ts'
import { answerSite } from './answer-site.ts'
import { answerWith, ExtensionError } from './failure.ts'
import { senderOf } from './sender.ts'

/** Answers a message, if whoever sent it may ask that. */
export function answer(message: unknown, from: Runtime.MessageSender): Promise<Answer<unknown>> {
  return answerWith(async () => {
    const sender = senderOf(from)
    if (sender?.kind === 'page') {
      const { success, data } = pageIntent.safeParse(message)
      if (success) return answerPage(data)
    }
    if (sender?.kind === 'site') {
      const { success, data } = siteIntent.safeParse(message)
      if (success) return answerSite(data, sender)
    }
    throw new ExtensionError(
      'refused',
      'The extension does not take this message from there.',
      'Reload the page.',
    )
  })
}
