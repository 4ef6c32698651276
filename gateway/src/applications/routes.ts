import type { FastifyInstance } from 'fastify'
import type { Gateway } from '../gateway.ts'
import { sendAnswer } from '../pages/answer.ts'
import { forAdministrators, forSignedIn } from '../pages/guard.ts'
import { paths } from '../pages/paths.ts'
import { sessionOf } from '../sessions/cookie.ts'
import { createForm, createFromForm, editForm, editFromForm } from './pages/application-form.ts'
import { applicationPage, disable, enable, newSecret } from './pages/application-page.ts'
import { applicationsPage } from './pages/applications-page.ts'
import { addRule, approvalRulesPage, removeRule } from './pages/approval-rules-page.ts'
import { myApplications, revoke } from './pages/my-applications.ts'
import { disableOwn, myProposal, replaceSecret, withdraw } from './pages/my-proposal.ts'
import { myProposals } from './pages/my-proposals.ts'
import {
  editProposalForm,
  editProposalFromForm,
  proposeForm,
  proposeFromForm,
} from './pages/proposal-form.ts'
import { decide, proposalPage } from './pages/proposal-page.ts'
import { proposalsPage } from './pages/proposals-page.ts'
import { rulesRoutes } from './pages/rules-routes.ts'
import { editTermsForm, saveTermsFromForm, termsPage } from './pages/terms-page.ts'

/**
 * The pages on which people end what they granted and propose applications, and administrators decide about them,
 * register applications and set their rules.
 */
export function applicationRoutes(server: FastifyInstance, gateway: Gateway): void {
  server.get(paths.myApplications, forSignedIn(gateway, myApplications))
  server.post(`${paths.myApplications}:grantId/revoke`, forSignedIn(gateway, revoke))
  proposerRoutes(server, gateway)
  administratorRoutes(server, gateway)

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

function proposerRoutes(server: FastifyInstance, gateway: Gateway): void {
  const all = paths.myProposals
  const one = `${all}:clientId/`
  server.get(all, forSignedIn(gateway, myProposals))
  server.get(`${all}new`, forSignedIn(gateway, proposeForm))
  server.post(`${all}new`, forSignedIn(gateway, proposeFromForm))
  server.get(one, forSignedIn(gateway, myProposal))
  server.get(`${one}edit`, forSignedIn(gateway, editProposalForm))
  server.post(`${one}edit`, forSignedIn(gateway, editProposalFromForm))
  server.post(`${one}secret`, forSignedIn(gateway, replaceSecret))
  server.post(`${one}withdraw`, forSignedIn(gateway, withdraw))
  server.post(`${one}disable`, forSignedIn(gateway, disableOwn))
  server.get(paths.terms, async (request, reply) =>
    sendAnswer(reply, await termsPage(gateway), await sessionOf(gateway, request)),
  )
}

function administratorRoutes(server: FastifyInstance, gateway: Gateway): void {
  server.get(paths.proposals, forAdministrators(gateway, proposalsPage))
  server.get(`${paths.proposals}:clientId/`, forAdministrators(gateway, proposalPage))
  server.post(`${paths.proposals}:clientId/`, forAdministrators(gateway, decide))
  server.get(paths.approvalRules, forAdministrators(gateway, approvalRulesPage))
  server.post(paths.approvalRules, forAdministrators(gateway, addRule))
  server.post(`${paths.approvalRules}:id(^\\d+$)/remove`, forAdministrators(gateway, removeRule))
  server.get(paths.editTerms, forAdministrators(gateway, editTermsForm))
  server.post(paths.editTerms, forAdministrators(gateway, saveTermsFromForm))
}
