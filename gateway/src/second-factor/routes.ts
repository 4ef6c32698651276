import type { FastifyInstance } from 'fastify'
import type { Gateway } from '../gateway.ts'
import { forAdministrators, forSignedIn, type VisitHandler } from '../pages/guard.ts'
import { paths } from '../pages/paths.ts'
import { leave } from '../sessions/sign-out.ts'
import { beginApp, finishApp } from './pages/authenticator-app-page.ts'
import { methodsPage, saveMethods } from './pages/methods-page.ts'
import { beginPasskey, finishPasskey } from './pages/passkey-page.ts'
import { returnToOf } from './pages/return-to.ts'
import { removeFactor, replaceRecoveryCodes, settingsPage } from './pages/settings-page.ts'
import { canHavePasskeys } from './passkeys.ts'

/** Where people keep their second factors, and administrators say which methods take one. */
export function secondFactorRoutes(server: FastifyInstance, gateway: Gateway): void {
  const all = paths.secondFactor
  const post = (path: string, handler: VisitHandler) => server.post(path, forSignedIn(gateway, handler))
  server.get(all, forSignedIn(gateway, settingsPage))
  post(`${all}authenticator-app`, beginApp)
  post(`${all}authenticator-app/finish`, finishApp)
  if (canHavePasskeys(gateway.config)) {
    post(`${all}passkey`, beginPasskey)
    post(`${all}passkey/finish`, finishPasskey)
  }
  post(`${all}recovery-codes`, replaceRecoveryCodes)
  post(`${all}sign-in-again`, signInAgain)
  post(`${all}:id/remove`, removeFactor)

  server.get(paths.secondFactorMethods, forAdministrators(gateway, methodsPage))
  server.post(paths.secondFactorMethods, forAdministrators(gateway, saveMethods))
}

/** Out and in, and back to where the second factor is set up. */
const signInAgain: VisitHandler = async (visit) => {
  const returnTo = returnToOf(visit)
  const back = returnTo
    ? `${paths.secondFactor}?return_to=${encodeURIComponent(returnTo)}`
    : paths.secondFactor
  await leave(visit)
  return { seeOther: `${paths.signIn}?return_to=${encodeURIComponent(back)}` }
}
