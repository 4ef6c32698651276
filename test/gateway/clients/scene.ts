import { readConfig, startGateway } from '../../../gateway/src/app.ts'
import { startSession } from '../../../gateway/src/sessions/sessions.ts'
import { registerApplication } from '../applications/register-application.ts'
import { Browser } from '../authorization-server/browser.ts'

export const callback = 'https://viewer.example/callback'

/** A gateway as it runs, an application that is registered there, and a browser in which rjkaplan is signed in. */
export interface Scene {
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
  /** Goes to the authorization address, answers the question, and tells where the browser was sent. */
  landing(authorization: URL, decision?: 'allow' | 'deny'): Promise<URL>
  /** Whom Phorge's `user.whoami` names for an access token; `undefined` when it is refused. */
  whoami(accessToken: string): Promise<string | undefined>
  close(): Promise<void>
}

export async function startScene(): Promise<Scene> {
  const options = { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' }
  const running = await startGateway(readConfig({ options }))
  const { gateway, url } = running
  const account = await gateway.backend.accountByName('rjkaplan')
  if (!account) throw new Error('there is no rjkaplan')
  const { clientId, clientSecret } = await registerApplication(gateway, {
    redirectUris: [callback],
    scopes: ['maniphest.search', 'maniphest.edit:create'],
  })
  const browser = new Browser(url)
  browser.setCookie('gateway_session', await startSession(gateway, account))

  return {
    url,
    clientId,
    clientSecret,
    async landing(authorization, decision = 'allow') {
      const page = await browser.open(authorization)
      const { url: landed } = page.html ? await browser.press(page, decision) : page
      return landed
    },
    async whoami(accessToken) {
      const headers = { authorization: `Bearer ${accessToken}` }
      const response = await fetch(`${url}/api/user.whoami`, { method: 'POST', headers })
      const { result } = (await response.json()) as { result: { userName: string } | null }
      return result?.userName
    },
    close: () => running.close(),
  }
}
