import type { FastifyInstance } from 'fastify'
import type { Gateway } from '../gateway.ts'
import { forAdministrators } from '../pages/guard.ts'
import { paths } from '../pages/paths.ts'
import { callLogRoutes } from './call-log/routes.ts'
import { securityLogPage, verificationPage } from './pages/security-log-page.ts'

/** Where administrators read the security log, and everybody what was done in their name. */
export function auditRoutes(server: FastifyInstance, gateway: Gateway): void {
  server.get(paths.securityLog, forAdministrators(gateway, securityLogPage))
  if (gateway.callLog) callLogRoutes(server, gateway, gateway.callLog)
  server.post(`${paths.securityLog}verify`, forAdministrators(gateway, verificationPage))
  server.get(
    `${paths.securityLog}verify`,
    forAdministrators(gateway, async () => ({ seeOther: paths.securityLog })),
  )
}
