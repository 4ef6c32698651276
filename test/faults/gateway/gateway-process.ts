import { readConfig, startGateway } from '../../../gateway/src/app.ts'
import { createApplication, findApplication } from '../../../gateway/src/applications/applications.ts'
import { saveAllowedScopes } from '../../../gateway/src/applications/rules.ts'
import type { Account } from '../../../gateway/src/backends/backend.ts'
import { startSession } from '../../../gateway/src/sessions/sessions.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { tellStarted } from '../tell-started.ts'

/** A gateway on disk, before the Phorge at the first argument: it is killed and started again on the same folder. */
const [, , phorgeUrl, dataDirectory = '', port = '0'] = process.argv
const account = (userName: string, isAdministrator: boolean): Account => ({
  phid: `PHID-USER-${userName.padEnd(20, 'x')}`,
  userName,
  realName: userName,
  isAdministrator,
  isDisabled: false,
})
const accounts = [account('rjkaplan', false), account('ada', true)]
const vault = {
  accountByPhid: async (phid: string) => accounts.find((one) => one.phid === phid),
  accountByName: async (name: string) => accounts.find(({ userName }) => userName === name),
  tokenOf: async () => `api-${'r'.repeat(28)}`,
  refused: async () => {},
}
const config = readConfig({
  options: {
    port,
    publicUrl: `http://127.0.0.1:${port}`,
    dataDirectory,
    backend: 'phorge',
    phorgeUrl,
    phorgeToken: `api-${'c'.repeat(28)}`,
    phorgeDeadline: 300,
    logLevel: 'silent',
  },
})
const { gateway } = await startGateway(config, { vault })

/** What a person's browsers and scripts have, made when it is started for the first time. */
async function credentials() {
  const [rjkaplan, ada] = accounts
  if (!rjkaplan || !ada) throw new Error('there is nobody')
  const { token } = await createApiToken(gateway, { userPhid: rjkaplan.phid, name: 'faults' })
  await createApplication(gateway, {
    clientId: 'steady',
    name: 'Steady',
    kind: 'public',
    redirectUris: ['https://viewer.example/callback'],
    createdBy: ada.phid,
  })
  await saveAllowedScopes(gateway, 'steady', [])
  return {
    apiToken: token,
    sessions: { rjkaplan: await startSession(gateway, rjkaplan), ada: await startSession(gateway, ada) },
  }
}

const isNew = (await findApplication(gateway, 'steady')) === undefined
tellStarted(isNew ? await credentials() : {})
