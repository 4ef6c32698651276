import type { FastifyInstance } from 'fastify'
import type { Gateway } from '../../gateway.ts'
import { forAdministrators } from '../../pages/guard.ts'
import { paths } from '../../pages/paths.ts'
import { reviewRules } from './rules-change.ts'
import { applicationRulesPage, rulesPage } from './rules-page.ts'
import { saveRules } from './rules-save.ts'

/** Where administrators see and change what each application may do at most. */
export function rulesRoutes(server: FastifyInstance, gateway: Gateway): void {
  server.get(paths.rules, forAdministrators(gateway, rulesPage))
  server.get(`${paths.applications}:clientId/rules`, forAdministrators(gateway, applicationRulesPage))
  server.post(`${paths.rules}change`, forAdministrators(gateway, reviewRules))
  server.post(`${paths.rules}save`, forAdministrators(gateway, saveRules))
}
