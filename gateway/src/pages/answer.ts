import type { FastifyReply } from 'fastify'
import type { Session } from '../sessions/sessions.ts'
import { type Page, page } from './layout.ts'

/** What a page's handler answers: a page, or the path to go on to (303, so that a reload sends no form twice). */
export type Answer =
  | (Omit<Page, 'session'> & {
      /** @default 200 */
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
    })
  | { readonly seeOther: string }

export async function sendAnswer(
  reply: FastifyReply,
  answer: Answer,
  session: Session | undefined,
): Promise<FastifyReply> {
  if ('seeOther' in answer) return reply.redirect(answer.seeOther, 303)
  const { status = 200, headers = {}, ...content } = answer
  return reply
    .code(status)
    .headers(headers)
    .type('text/html; charset=utf-8')
    .send(await page({ ...content, session }))
}
