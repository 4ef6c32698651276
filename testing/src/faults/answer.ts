import type { OutgoingHttpHeaders } from 'node:http'
import type { Fault } from './fault.ts'

/** An answer of the server's, whole. */
export interface Answer {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  readonly body: Buffer
}

/** What is sent in the place of an answer; `undefined` when the fault is of the connection and not of the answer. */
export function answerInstead(fault: Fault, answer: Answer | undefined): Answer | undefined {
  switch (fault.kind) {
    case 'too-many-requests':
      return text(429, 'text/plain; charset=utf-8', 'Too many requests.\n', fault.retryAfter)
    case 'server-error':
      return text(500, 'text/html; charset=utf-8', page('Internal Server Error', 'The server has failed.'))
    case 'login-page':
      return text(200, 'text/html; charset=utf-8', page('Sign in', '<form><input type="password"></form>'))
    case 'truncated-json':
      return answer && half(answer)
    case 'slow-answer':
    case 'held-answer':
      return answer
    case 'drop-request':
    case 'drop-answer':
    case 'cut-answer':
    case 'reset-connection':
      return undefined
  }
}

/** The first half of an answer, whose length says that it is all. */
export function half({ status, headers, body }: Answer): Answer {
  const cut = body.subarray(0, Math.floor(body.length / 2))
  return { status, headers: { ...headers, 'content-length': cut.length }, body: cut }
}

function text(status: number, type: string, content: string, retryAfter?: number): Answer {
  const body = Buffer.from(content)
  const headers = { 'content-type': type, 'content-length': body.length }
  return {
    status,
    headers: retryAfter === undefined ? headers : { ...headers, 'retry-after': String(retryAfter) },
    body,
  }
}

function page(title: string, content: string): string {
  return `<!DOCTYPE html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1>${content}</body></html>\n`
}
