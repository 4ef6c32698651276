import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scope } from '../../gateway/src/access/scope.ts'
import { type RunningGateway, readConfig, startGateway } from '../../gateway/src/app.ts'
import { createApplication } from '../../gateway/src/applications/applications.ts'
import { saveAllowedScopes } from '../../gateway/src/applications/rules.ts'
import { Firefox } from './firefox/firefox.ts'

let gateway: RunningGateway
let firefox: Firefox

beforeAll(async () => {
  const options = { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' } as const
  gateway = await startGateway(readConfig({ options }))
  firefox = await Firefox.withExtension(withoutAuthWindow)
})
afterAll(async () => {
  await firefox?.close()
  await gateway?.close()
})

/** Makes of it what it is in a browser that has no `identity.launchWebAuthFlow`. */
async function withoutAuthWindow(folder: string): Promise<void> {
  const assets = join(folder, 'assets')
  for (const name of await readdir(assets)) {
    const text = await readFile(join(assets, name), 'utf8')
    await writeFile(join(assets, name), text.replaceAll('launchWebAuthFlow', 'launchNothing'))
  }
}

test('where the browser has no window for it, a sign-in goes through a tab', async () => {
  const administrator = await gateway.gateway.backend.accountByName('admin')
  const { application } = await createApplication(gateway.gateway, {
    clientId: 'phorge-conduit-extension',
    name: 'Tasks for errors',
    kind: 'public',
    redirectUris: [firefox.redirectUri],
    createdBy: administrator?.phid ?? '',
  })
  await saveAllowedScopes(gateway.gateway, application.clientId, ['maniphest.search'] as Scope[])

  const options = await firefox.open('src/options/options.html')
  await options.fill('Address of your Phorge, Phabricator or gateway', gateway.url)
  await options.press('button', 'Look')
  await options.text(firefox.redirectUri)
  await options.press('button', 'Sign in')
  await (await firefox.tabAt(gateway.url)).close()
  await options.text('The sign-in was not finished.')

  await options.press('button', 'Sign in')
  const tab = await firefox.tabAt(gateway.url)
  await tab.fill('User name', 'rjkaplan')
  await tab.fill('Password', 'correct-horse')
  await tab.press('button', 'Sign in')
  await tab.press('button', 'Allow')
  await options.text('Signed in as rjkaplan')
  expect(await options.ask({ intent: 'who-am-i', url: `${gateway.url}/` })).toMatchObject({
    person: { userName: 'rjkaplan' },
  })
})
