import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Addresses of tasks and people lead on to Phorge: applications may build them from the gateway's own. */
export function leadOn(server: FastifyInstance, publicUrl: string): void {
  for (const path of ['/T:id(^\\d{1,15}$)', '/maniphest/', '/maniphest/*', '/p/*', '/tag/*']) {
    server.get(path, async ({ url }: FastifyRequest, reply) => reply.redirect(`${publicUrl}${url}`, 302))
  }
}
