import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Gateway } from '../../../gateway.ts'
import { forSignedIn } from '../../../pages/guard.ts'
import { personPage, projectPage } from './people-and-projects.ts'
import { taskListPage } from './task-list.ts'
import { taskPage } from './task-page.ts'

/** The pages to which the `uri` of an answer leads. They live at Phorge's own addresses. */
export function embeddedPageRoutes(server: FastifyInstance, gateway: Gateway): void {
  server.get('/T:id(^\\d{1,15}$)', forSignedIn(gateway, taskPage))
  server.get('/t:id(^\\d{1,15}$)', forSignedIn(gateway, taskPage))
  server.get('/maniphest/', forSignedIn(gateway, taskListPage))
  server.get('/p/:userName', withSlash)
  server.get('/tag/:slug', withSlash)
  server.get('/p/:userName/', forSignedIn(gateway, personPage))
  server.get('/tag/:slug/', forSignedIn(gateway, projectPage))
}

async function withSlash({ url }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const [path = '', query] = url.split('?', 2)
  return reply.redirect(query === undefined ? `${path}/` : `${path}/?${query}`, 308)
}
