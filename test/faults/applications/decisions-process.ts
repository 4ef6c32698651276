import { readConfig, startGateway } from '../../../gateway/src/app.ts'
import type { Application } from '../../../gateway/src/applications/application.ts'
import { decideProposal } from '../../../gateway/src/applications/decide.ts'
import { proposeApplication } from '../../../gateway/src/applications/propose.ts'
import { resetSecret } from '../../../gateway/src/applications/reset-secret.ts'
import { searchApplications } from '../../../gateway/src/applications/search.ts'
import { rotateToken } from '../../../gateway/src/tokens/end.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { seededRandom } from '../chance.ts'

/**
 * A gateway on the folder at the first argument, at the time at the second, in which applications are proposed, decided
 * about and given new secrets without a pause, until it is killed. It sends each secret as soon as it has it.
 */
const [, , dataDirectory = '', time = '0', seed = '0'] = process.argv
const now = Number(time)
const config = readConfig({ options: { port: 0, dataDirectory, demo: true, logLevel: 'error' } })
const { gateway } = await startGateway(config, { now: () => now })
const random = seededRandom(Number(seed))
const [rjkaplan, admin] = [await authorOf('rjkaplan'), await authorOf('admin')]
const { phid: tokenPhid, token } = await createApiToken(gateway, { userPhid: rjkaplan.phid, name: 'rotated' })
tell(tokenPhid, token)

for (;;) {
  const viewer = { phid: admin.phid, isAdministrator: true }
  const applications = await searchApplications(gateway, { viewer, limit: 12 })
  const chosen = applications[Math.floor(random() * applications.length)]
  await (chosen && random() < 0.8 ? goOn(chosen) : propose())
  if (random() < 0.2) await rotate()
}

async function authorOf(userName: string) {
  const account = await gateway.backend.accountByName(userName)
  if (!account) throw new Error(`the demo account ${userName} is missing`)
  return { phid: account.phid }
}

async function propose(): Promise<void> {
  const proposed = await proposeApplication(
    gateway,
    {
      name: `Application ${random()}`,
      kind: 'confidential',
      redirectUris: ['https://errors.example.com/callback'],
      scopes: ['maniphest.search', 'maniphest.edit:create', 'maniphest.edit:status'],
      ownerOnly: random() < 0.1,
    },
    rjkaplan,
  )
  if ('clientSecret' in proposed) tell(proposed.application.clientId, proposed.clientSecret)
}

/** One of the ways that lead on from where the application stands. */
async function goOn({ clientId, stage, changeToken, requestedScopes }: Application): Promise<void> {
  const decide = (to: Application['stage'], scopes?: Application['requestedScopes']) =>
    decideProposal(gateway, clientId, { stage: to, scopes, reason: 'by chance', changeToken }, admin)
  if (random() < 0.3) {
    const reset = await resetSecret(gateway, clientId, { overlapMinutes: 1 }, rjkaplan)
    if ('clientSecret' in reset) tell(clientId, reset.clientSecret)
  } else if (stage === 'proposed') {
    if (random() < 0.2) await decide('rejected')
    else
      await decide(
        'approved',
        requestedScopes.filter(() => random() < 0.7),
      )
  } else if (stage === 'approved') await decide('disabled')
  else if (stage === 'disabled') await decide('approved')
}

async function rotate(): Promise<void> {
  const rotated = await rotateToken(gateway, tokenPhid, { author: rjkaplan, overlapMinutes: 1 })
  tell(tokenPhid, rotated.token)
}

function tell(of: string, secret: string | undefined): void {
  process.send?.({ of, secret })
}
