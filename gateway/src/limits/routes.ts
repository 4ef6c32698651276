import type { FastifyInstance } from 'fastify'
import type { Gateway } from '../gateway.ts'
import { forAdministrators } from '../pages/guard.ts'
import { paths } from '../pages/paths.ts'
import { quotaForm, saveQuotasFromForm } from './pages/quota-form.ts'

/** Where administrators say how often an application may call. */
export function limitRoutes(server: FastifyInstance, gateway: Gateway): void {
  const path = `${paths.applications}:clientId/quotas`
  server.get(path, forAdministrators(gateway, quotaForm))
  server.post(path, forAdministrators(gateway, saveQuotasFromForm))
}
