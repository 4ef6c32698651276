import { Browser } from '../../gateway/authorization-server/browser.ts'
import type { Ledger } from './ledger.ts'
import type { RunningGateway } from './running-gateway.ts'

const CALLBACK = 'https://viewer.example/callback'
const APPLICATIONS = '/gateway/admin/applications/'
const RULES = '/gateway/admin/rules/'
const TOKENS = '/gateway/settings/tokens/new'

/**
 * An administrator registers an application and allows it a method; a person consents, and gets a token of the
 * application and one of their own. Each step is entered in the ledger when the gateway has said that it is done.
 * @throws when the gateway is killed meanwhile
 */
export async function goThroughOnce(gateway: RunningGateway, ledger: Ledger, name: string): Promise<void> {
  const { clientId, clientSecret } = await register(gateway, ledger, name)
  await allow(gateway, ledger, clientId)
  await consent(gateway, ledger, clientId, clientSecret)
  await makeApiToken(gateway, ledger, name)
}

async function register(gateway: RunningGateway, ledger: Ledger, name: string) {
  const ada = browserOf(gateway, gateway.credentials.sessions.ada)
  const csrf = await csrfOf(ada, `${APPLICATIONS}new`)
  const form = { csrf, name, kind: 'confidential', redirect_uris: CALLBACK }
  const { html } = await ada.open(`${APPLICATIONS}new`, new URLSearchParams(form))
  const [, clientSecret = ''] = /aria-label="Client secret">([^<]+)</.exec(html) ?? []
  const [clientId = ''] = /app-[\w-]{36}/.exec(html) ?? []
  if (!clientId || !clientSecret) throw new Error('The application was not registered.')
  ledger.applications.add(clientId)
  return { clientId, clientSecret }
}

async function allow(gateway: RunningGateway, ledger: Ledger, clientId: string): Promise<void> {
  const ada = browserOf(gateway, gateway.credentials.sessions.ada)
  const back = `${APPLICATIONS}${clientId}/rules`
  const always = { csrf: await csrfOf(ada, back), back }
  const ticked = { ...always, rule: `${clientId} maniphest.search`, rows: 'ticked', action: 'allow' }
  const review = await ada.open(`${RULES}change`, new URLSearchParams(ticked))
  const [, change = ''] = /name="change" value="([^"]+)"/.exec(review.html) ?? []
  const form = { ...always, change, reason: 'Agreed upon.' }
  const { status, url } = await ada.open(`${RULES}save`, new URLSearchParams(form))
  if (status !== 200 || url.search !== '?done=rules') throw new Error('The rules were not saved.')
  ledger.rules.add(clientId)
}

async function consent(
  gateway: RunningGateway,
  ledger: Ledger,
  clientId: string,
  clientSecret: string,
): Promise<void> {
  const rjkaplan = browserOf(gateway, gateway.credentials.sessions.rjkaplan)
  const query = {
    client_id: clientId,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'maniphest.search',
  }
  const page = await rjkaplan.open(`/oauthserver/auth/?${new URLSearchParams(query)}`)
  const { url } = await rjkaplan.press(page, 'allow')
  const code = url.searchParams.get('code')
  if (!code) throw new Error('The consent was not taken.')
  ledger.grants.add(clientId)
  const response = await fetch(`${gateway.url}/oauthserver/token/`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: CALLBACK,
      client_id: clientId,
      client_secret: clientSecret,
    }),
  })
  const { access_token } = (await response.json()) as { access_token?: string }
  if (!access_token) throw new Error('The code was not exchanged.')
  ledger.accessTokens.add(access_token)
}

async function makeApiToken(gateway: RunningGateway, ledger: Ledger, name: string): Promise<void> {
  const rjkaplan = browserOf(gateway, gateway.credentials.sessions.rjkaplan)
  const form = { csrf: await csrfOf(rjkaplan, TOKENS), name, rights: 'all' }
  const { html } = await rjkaplan.open(TOKENS, new URLSearchParams(form))
  const [token] = /api-[a-z0-9]{28}/.exec(html) ?? []
  if (!token) throw new Error('The API token was not made.')
  ledger.apiTokens.set(name, token)
}

function browserOf({ url }: RunningGateway, session: string): Browser {
  const browser = new Browser(url)
  browser.setCookie('gateway_session', session)
  return browser
}

async function csrfOf(browser: Browser, path: string): Promise<string> {
  const { html } = await browser.open(path)
  const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(html) ?? []
  return csrf
}
