import type { FastifyReply } from 'fastify'
import { html } from 'hono/html'
import { sendPage } from './page.ts'
import type { Outage } from './stock-phorge.ts'

/** Answers in place of everything, or tells by `false` that this trouble is one of single addresses. */
export async function answerOutage(outage: Outage | undefined, reply: FastifyReply): Promise<boolean> {
  switch (outage) {
    case 'database':
      await sendPage(reply, 500, 'Setup Error', html`<h1>The database cannot be reached</h1>`)
      return true
    case 'php':
      reply.code(502).type('text/html').send('<html><head><title>502 Bad Gateway</title></head></html>')
      return true
    case 'rate-limited':
      // No Retry-After: Phorge has none.
      reply.code(429).type('text/plain').send('TOO MANY REQUESTS\nCalm down a little.\n')
      return true
    case 'sign-in-page':
      await sendPage(reply, 200, 'Login', html`<h1>Login</h1>`)
      return true
    case 'hung':
      reply.hijack()
      return true
    case 'read-only':
    case 'no-oauth-server':
    case undefined:
      return false
  }
}
