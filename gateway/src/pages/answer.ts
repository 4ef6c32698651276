import type { Readable } from 'node:stream'
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

/** A file that the browser is to save; it is sent as it is read. */
export interface Download {
  readonly file: Readable
  readonly name: string
  /** Its media type. */
  readonly type: string
}

export async function sendAnswer(
  reply: FastifyReply,
  answer: Answer | Download,
  session: Session | undefined,
): Promise<FastifyReply> {
  if ('file' in answer) {
    const { file, name, type } = answer
    return reply.header('content-disposition', `attachment; filename="${name}"`).type(type).send(file)
  }
  if ('seeOther' in answer) return reply.redirect(answer.seeOther, 303)
  const { status = 200, headers = {}, ...content } = answer
  return reply
    .code(status)
    .headers(headers)
    .type('text/html; charset=utf-8')
    .send(await page({ ...content, session }))
}
