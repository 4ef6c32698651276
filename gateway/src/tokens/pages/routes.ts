import type { FastifyInstance } from 'fastify'
import type { Gateway } from '../../gateway.ts'
import { forAdministrators, forSignedIn } from '../../pages/guard.ts'
import { paths } from '../../pages/paths.ts'
import { changeFromForm, changes } from './changes.ts'
import { endAuthorization } from './end-authorization.ts'
import { tokensPage } from './list-page.ts'
import { createFromForm, newTokenForm } from './new-token.ts'
import { othersPage } from './others-page.ts'
import { END_AUTHORIZATION, NEW_TOKEN, REVOKE_ALL, TOKEN_PATH } from './paths.ts'
import { revokeAll } from './revoke-all.ts'
import { rotateFromForm } from './rotate.ts'
import { tokenPage } from './token-page.ts'

export function tokenRoutes(server: FastifyInstance, gateway: Gateway): void {
  server.get(paths.apiTokens, forSignedIn(gateway, tokensPage))
  server.get(NEW_TOKEN, forSignedIn(gateway, newTokenForm))
  server.post(NEW_TOKEN, forSignedIn(gateway, createFromForm))
  server.post(REVOKE_ALL, forSignedIn(gateway, revokeAll))
  server.post(`${END_AUTHORIZATION}:family/revoke`, forSignedIn(gateway, endAuthorization))
  server.get(TOKEN_PATH, forSignedIn(gateway, tokenPage))
  server.post(`${TOKEN_PATH}rotate`, forSignedIn(gateway, rotateFromForm))
  for (const change of changes) {
    server.post(
      `${TOKEN_PATH}${change.name}`,
      forSignedIn(gateway, (visit) => changeFromForm(visit, change)),
    )
  }
  server.get(paths.tokensOfOthers, forAdministrators(gateway, othersPage))
}
