import type { FastifyInstance } from 'fastify'
import type { Gateway } from '../gateway.ts'
import { forAdministrators } from '../pages/guard.ts'
import { paths } from '../pages/paths.ts'
import { securityLogPage } from './pages/security-log-page.ts'

/** Where administrators read the security log. */
export function auditRoutes(server: FastifyInstance, gateway: Gateway): void {
  server.get(paths.securityLog, forAdministrators(gateway, securityLogPage))
}
