import type { FastifyInstance } from 'fastify'
import type { Gateway } from '../../gateway.ts'
import { forAdministrators, forSignedIn } from '../../pages/guard.ts'
import { paths } from '../../pages/paths.ts'
import type { CallLog } from './call-log.ts'
import { callsPage } from './pages/calls-page.ts'
import { downloadCalls } from './pages/download.ts'
import { allMyCalls, callsOfMyApplication, callsOfMyToken } from './pages/my-calls.ts'

/** Where people see what was done in their name, and administrators see everything. */
export function callLogRoutes(server: FastifyInstance, gateway: Gateway, callLog: CallLog): void {
  const mine = {
    [`${paths.myApplications}:grantId/calls`]: callsOfMyApplication,
    [`${paths.apiTokens}:phid/calls`]: callsOfMyToken,
    [paths.myCalls]: allMyCalls,
  }
  for (const [path, handler] of Object.entries(mine)) {
    server.get(
      path,
      forSignedIn(gateway, (visit) => handler(visit, callLog)),
    )
  }
  server.get(
    paths.calls,
    forAdministrators(gateway, (visit) => callsPage(visit, callLog)),
  )
  server.get(
    `${paths.calls}export.:type(^(?:csv|jsonl)$)`,
    forAdministrators(gateway, (visit) => downloadCalls(visit, callLog)),
  )
}
