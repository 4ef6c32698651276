import type { FastifyInstance } from 'fastify'
import type { Gateway } from '../gateway.ts'
import { forAdministrators } from '../pages/guard.ts'
import { paths } from '../pages/paths.ts'
import { securityLogPage, verificationPage } from './pages/security-log-page.ts'

/** Where administrators read the security log. */
export function auditRoutes(server: FastifyInstance, gateway: Gateway): void {
  server.get(paths.securityLog, forAdministrators(gateway, securityLogPage))
  server.post(`${paths.securityLog}verify`, forAdministrators(gateway, verificationPage))
  server.get(
    `${paths.securityLog}verify`,
    forAdministrators(gateway, async () => ({ seeOther: paths.securityLog })),
  )
}
