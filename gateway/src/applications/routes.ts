import type { FastifyInstance } from 'fastify'
import type { Gateway } from '../gateway.ts'
import { forAdministrators, forSignedIn } from '../pages/guard.ts'
import { paths } from '../pages/paths.ts'
import { createForm, createFromForm, editForm, editFromForm } from './pages/application-form.ts'
import { applicationPage, disable, enable, newSecret } from './pages/application-page.ts'
import { applicationsPage } from './pages/applications-page.ts'
import { myApplications, revoke } from './pages/my-applications.ts'
import { rulesRoutes } from './pages/rules-routes.ts'

/** The pages on which people end what they granted, and administrators register applications and set their rules. */
export function applicationRoutes(server: FastifyInstance, gateway: Gateway): void {
  server.get(paths.myApplications, forSignedIn(gateway, myApplications))
  server.post(`${paths.myApplications}:grantId/revoke`, forSignedIn(gateway, revoke))

  const all = paths.applications
  const one = `${all}:clientId/`
  server.get(all, forAdministrators(gateway, applicationsPage))
  server.get(`${all}new`, forAdministrators(gateway, createForm))
  server.post(`${all}new`, forAdministrators(gateway, createFromForm))
  server.get(one, forAdministrators(gateway, applicationPage))
  server.get(`${one}edit`, forAdministrators(gateway, editForm))
  server.post(`${one}edit`, forAdministrators(gateway, editFromForm))
  server.post(`${one}disable`, forAdministrators(gateway, disable))
  server.post(`${one}enable`, forAdministrators(gateway, enable))
  server.post(`${one}secret`, forAdministrators(gateway, newSecret))
  rulesRoutes(server, gateway)
}
