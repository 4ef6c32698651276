import type { FastifyPluginAsync } from 'fastify'
import * as z from 'zod'
import type { ErrorPage } from '../../api.ts'
import { refuse } from '../tasks/refusals.ts'
import type { Viewer } from '../viewer.ts'

/** Reading errors takes no sign-in: who reaches this internal tool may see them. */
export function errorRoutes({ errors, dsn }: Viewer): FastifyPluginAsync {
  return async (server) => {
    server.get(
      '/api/errors',
      async (request): Promise<ErrorPage> => ({ ...errors.page(filter.parse(request.query)), dsn }),
    )

    server.get<{ Params: { id: string } }>('/api/errors/:id', async (request, reply) => {
      const error = errors.find(errorId.parse(request.params.id))
      if (!error) return refuse(reply, noSuchError)
      const { causes: _, ...detail } = error
      return detail
    })
  }
}

export const errorId = z.coerce.number().int().positive().catch(0)

export const noSuchError = {
  status: 404,
  code: 'not_found',
  message: 'There is no such error.',
  remedy: 'Go back to the list of errors.',
  action: { kind: 'none' },
} as const

const filter = z.object({
  query: z.string().max(500).optional().catch(undefined),
  level: z.enum(['fatal', 'error', 'warning', 'info', 'debug']).optional().catch(undefined),
  after: z.string().optional().catch(undefined),
})
