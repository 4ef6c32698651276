import { paths } from '../../../gateway/src/pages/paths.ts'
import { replaceSecret, type ShownSecret, shown, told } from './client-secrets.ts'
import { change, decide, SCOPES } from './decisions.ts'
import type { Fields } from './people.ts'
import { CONTACT, isDone, pick, type Scene } from './scene.ts'

/** What an administrator's rule approves at once. */
export const FAST_HOST = 'fast.example'
export const FAST_METHOD = 'user.search'

/** One application from its proposal to its end, over each of the entrances and pages in turn of chance. */
export async function liveApplication(scene: Scene): Promise<void> {
  const { random } = scene
  if (random() < 0.15) return liveForOneself(scene)
  const isFast = random() < 0.15
  const clientId = await propose(scene, isFast)
  if (!clientId) return
  if (!isFast) {
    if (random() < 0.1) return endAsOwner(scene, clientId, 'withdraw')
    if (random() < 0.3) await replaceSecret(scene, clientId, { isDecided: false })
    if (!(await decide(scene, clientId))) return
  }
  await replaceSecret(scene, clientId)
  await change(scene, clientId, 'disable')
  if (random() < 0.7) await change(scene, clientId, 'approve again')
  await replaceSecret(scene, clientId)
  await endAsOwner(scene, clientId, 'disable')
  if (random() < 0.3) await change(scene, clientId, 'approve again')
}

async function propose(scene: Scene, isFast: boolean): Promise<string | undefined> {
  const { owner, ledger, random } = scene
  const scopes = isFast ? [FAST_METHOD] : [...SCOPES]
  const uri = `https://${isFast ? FAST_HOST : 'viewer.example'}/callback`
  const entrance = pick(random, ['page', 'client', 'register', 'conduit'])
  if (entrance === 'page') return proposeOnPage(scene, scopes, uri)
  const made = await ledger.attempt('propose', async (name) => {
    const sent = { name, email: CONTACT, callback_url: uri, scopes }
    if (entrance === 'client') return told(name, await owner.post('/oauth2/client', sent))
    if (entrance === 'register') return told(name, await owner.post('/oauthserver/register/', sent))
    const params = { name, contact: CONTACT, redirectUris: [uri], methods: scopes }
    return told(name, await owner.call('application.propose', params))
  })
  return keep(scene, made)
}

async function proposeOnPage(scene: Scene, scopes: readonly string[], uri: string) {
  const { owner, ledger } = scene
  const page = `${paths.myProposals}new`
  const hidden = await owner.open(page)
  const made = await ledger.attempt('propose', async (name) => {
    const texts = { name, version: '1.0', kind: 'confidential', redirect_uris: uri, contact: CONTACT }
    const fields: Fields = [
      ...Object.entries(texts),
      ...['authorization_code', 'refresh_token'].map((type) => ['grant_types', type] as const),
      ...scopes.map((scope) => ['scope', scope] as const),
    ]
    return shown(name, await owner.send(page, hidden, fields))
  })
  return keep(scene, made)
}

/** It needs nobody's approval, and acts as its owner. */
async function liveForOneself(scene: Scene): Promise<void> {
  const sent = { owner_only: true, email: CONTACT, scopes: SCOPES }
  const made = await scene.ledger.attempt('propose', async (name) =>
    told(name, await scene.owner.post('/oauth2/client', { name, ...sent })),
  )
  const clientId = keep(scene, made)
  if (clientId) await endAsOwner(scene, clientId, 'disable')
}

function keep({ ledger }: Scene, made: ShownSecret | undefined): string | undefined {
  if (made) ledger.clientSecrets.set(made.clientId, [made])
  return made?.clientId
}

/** Proposals that nobody will touch. */
export async function leaveAlone({ owner, ledger }: Scene, count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    const params = { contact: CONTACT, redirectUris: ['https://idle.example/callback'], methods: [...SCOPES] }
    const made = await ledger.attempt('propose', async (name) =>
      told(name, await owner.call('application.propose', { name, ...params })),
    )
    if (made) ledger.idle.add(made.clientId)
  }
}

async function endAsOwner(
  { owner, ledger }: Scene,
  clientId: string,
  kind: 'withdraw' | 'disable',
): Promise<void> {
  const page = `${paths.myProposals}${clientId}/`
  const hidden = await owner.open(page)
  await ledger.attempt(kind, async (name) =>
    isDone(await owner.send(`${page}${kind}`, hidden, [['reason', name]])),
  )
}
