import type { Scope } from '../../../gateway/src/access/scope.ts'
import type { RunningGateway } from '../../../gateway/src/app.ts'
import { createApplication, type NewApplication } from '../../../gateway/src/applications/applications.ts'
import { saveAllowedScopes } from '../../../gateway/src/applications/rules.ts'
import { demoAccounts } from '../../../gateway/src/backends/embedded/embedded.ts'
import { Browser } from '../../gateway/authorization-server/browser.ts'

export const ownScopes = [
  'maniphest.search',
  'maniphest.edit:create',
  'maniphest.edit:status',
  'maniphest.edit:comment',
  'user.search',
  'project.search',
  'phid.query',
]

/** Registers an application as `login` tells an administrator to. */
export async function registerProgram(
  { gateway }: RunningGateway,
  { rules = ownScopes, ...more }: Partial<NewApplication> & { rules?: readonly string[] } = {},
): Promise<string> {
  const { application } = await createApplication(gateway, {
    name: 'Command line',
    kind: 'public',
    redirectUris: ['http://127.0.0.1/callback'],
    createdBy: 'PHID-USER-admin',
    ...more,
  })
  await saveAllowedScopes(gateway, application.clientId, rules as Scope[])
  return application.clientId
}

/** Somebody with a browser, who does what the pages ask; in place of `openBrowser`. */
export function personWhoSignsIn(
  { url }: RunningGateway,
  { decision = 'allow', untick = [], userName = 'rjkaplan' }: PersonOptions = {},
) {
  const { promise: done, resolve } = Promise.withResolvers<void>()
  const seen: { page: string; redirect?: URL; problem?: unknown; done: Promise<void> } = { page: '', done }
  const walk = async (address: string) => {
    const browser = new Browser(url)
    let page = await browser.open(address)
    const account = demoAccounts.find((account) => account.userName === userName)
    page = await browser.submit(page, { username: userName, password: account?.password ?? '' })
    if (page.html !== '') page = await browser.press(page, decision, untick)
    seen.redirect = page.url
    seen.page = await (await fetch(page.url)).text()
  }
  return {
    seen,
    openBrowser: async (address: string) => {
      walk(address)
        .catch((problem) => {
          seen.problem = problem
        })
        .finally(resolve)
      return true
    },
  }
}

interface PersonOptions {
  readonly decision?: 'allow' | 'deny'
  readonly untick?: readonly string[]
  readonly userName?: string
}
