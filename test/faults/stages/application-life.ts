import { paths } from '../../../gateway/src/pages/paths.ts'
import type { Kind, Ledger } from './ledger.ts'
import type { Fields, Person } from './people.ts'

/** What an administrator's rule approves at once. */
export const FAST_HOST = 'fast.example'
export const FAST_METHOD = 'user.search'
export const CONTACT = 'proposer@example.com'
const SCOPES = ['maniphest.edit:comment', 'maniphest.search', 'project.search'] as const

export interface Scene {
  readonly owner: Person
  readonly admin: Person
  readonly ledger: Ledger
  readonly random: () => number
}

/** One application from its proposal to its end, over each of the entrances and pages in turn of chance. */
export async function liveApplication(scene: Scene): Promise<void> {
  const { random, owner, admin } = scene
  const isFast = random() < 0.15
  const clientId = isFast || random() < 0.85 ? await propose(scene, isFast) : await proposeForOneself(scene)
  if (!clientId) return
  if (!isFast) {
    if (random() < 0.1) return withdraw(scene, clientId)
    if (random() < 0.3) await replaceSecret(scene, clientId, { isDecided: false })
    if (!(await decide(scene, clientId))) return
  }
  await replaceSecret(scene, clientId)
  await change(scene, clientId, 'disable')
  if (random() < 0.7) await change(scene, clientId, 'approve again')
  await replaceSecret(scene, clientId)
  const page = `${paths.myProposals}${clientId}/`
  const hidden = await owner.open(page)
  await scene.ledger.attempt('disable', async (name) =>
    isDone(await owner.send(`${page}disable`, hidden, [['reason', name]])),
  )
  if (random() < 0.3) await change(scene, clientId, 'approve again', admin)
}

async function propose({ owner, ledger, random }: Scene, isFast: boolean): Promise<string | undefined> {
  const scopes = isFast ? [FAST_METHOD] : SCOPES
  const uri = `https://${isFast ? FAST_HOST : 'viewer.example'}/callback`
  const entrance = pick(random, ['page', 'client', 'register', 'conduit'] as const)
  const page = `${paths.myProposals}new`
  const hidden = entrance === 'page' ? await owner.open(page) : undefined
  const made = await ledger.attempt('propose', async (name) => {
    if (hidden) {
      const fields: Fields = [
        ...Object.entries({
          name,
          version: '1.0',
          kind: 'confidential',
          redirect_uris: uri,
          contact: CONTACT,
        }),
        ...['authorization_code', 'refresh_token'].map((type) => ['grant_types', type] as const),
        ...scopes.map((scope) => ['scope', scope] as const),
      ]
      return shown(name, await owner.send(page, hidden, fields))
    }
    const sent = { name, email: CONTACT, callback_url: uri, scopes: [...scopes] }
    if (entrance === 'client') return told(name, await owner.post('/oauth2/client', sent))
    if (entrance === 'register') return told(name, await owner.post('/oauthserver/register/', sent))
    const params = { name, contact: CONTACT, redirectUris: [uri], methods: scopes }
    return told(name, await owner.call('application.propose', params))
  })
  if (made) ledger.clientSecrets.set(made.clientId, [made])
  return made?.clientId
}

/** It needs nobody's approval, and acts as its owner: then it is at its end already. */
async function proposeForOneself({ owner, ledger }: Scene): Promise<undefined> {
  const made = await ledger.attempt('propose', async (name) =>
    told(
      name,
      await owner.post('/oauth2/client', { name, owner_only: true, email: CONTACT, scopes: SCOPES }),
    ),
  )
  if (!made) return undefined
  ledger.clientSecrets.set(made.clientId, [made])
  const page = `${paths.myProposals}${made.clientId}/`
  const hidden = await owner.open(page)
  await ledger.attempt('disable', async (name) =>
    isDone(await owner.send(`${page}disable`, hidden, [['reason', name]])),
  )
  return undefined
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

async function withdraw({ owner, ledger }: Scene, clientId: string): Promise<void> {
  const page = `${paths.myProposals}${clientId}/`
  const hidden = await owner.open(page)
  await ledger.attempt('withdraw', async (name) =>
    isDone(await owner.send(`${page}withdraw`, hidden, [['reason', name]])),
  )
}

/** Two decisions on the same state, one on the page and one by a program. @returns whether it was approved */
async function decide(scene: Scene, clientId: string): Promise<boolean> {
  const { admin, ledger, random } = scene
  const [onPage, byProgram] = [pick(random, decisions), pick(random, decisions)]
  const page = `${paths.proposals}${clientId}/`
  const hidden = await admin.open(page)
  const one = ledger.attempt(onPage.kind, async (name) => {
    const decision = onPage.stage === 'approved' ? 'approve' : 'reject'
    const scopes = onPage.methods.map((scope) => ['scope', scope] as const)
    return isDone(await admin.send(page, hidden, [['decision', decision], ['reason', name], ...scopes]))
  })
  const other = ledger.attempt(byProgram.kind, (name) =>
    edit(scene, clientId, { name, changeToken: hidden.change_token, ...byProgram }),
  )
  const [first, second] = await allOf([one, other])
  if (first) return onPage.stage === 'approved'
  return second !== undefined && byProgram.stage === 'approved'
}

const decisions = [
  { kind: 'approve', stage: 'approved', methods: SCOPES },
  { kind: 'approve with fewer', stage: 'approved', methods: SCOPES.slice(1) },
  { kind: 'reject', stage: 'rejected', methods: [] },
] as const satisfies readonly { kind: Kind; stage: string; methods: readonly string[] }[]

interface Edit {
  readonly name: string
  readonly changeToken: string
  readonly stage: string
  readonly methods?: readonly string[]
}

async function edit({ admin }: Scene, clientId: string, { name, changeToken, stage, methods = [] }: Edit) {
  const found = await admin.call('application.search', { constraints: { clientIDs: [clientId] } })
  const [application] = (found?.data ?? []) as { readonly phid: string }[]
  return admin.call('application.edit', {
    objectIdentifier: application?.phid,
    changeToken,
    reason: name,
    transactions: [
      { type: 'stage', value: stage },
      ...(methods.length > 0 ? [{ type: 'methods', value: methods }] : []),
    ],
  })
}

async function change(
  scene: Scene,
  clientId: string,
  kind: 'disable' | 'approve again',
  admin = scene.admin,
): Promise<void> {
  const page = `${paths.applications}${clientId}/`
  const hidden = await admin.open(page)
  const stage = kind === 'disable' ? 'disabled' : 'approved'
  const isOnPage = scene.random() < 0.5
  await scene.ledger.attempt(kind, async (name) => {
    if (!isOnPage) return edit(scene, clientId, { name, changeToken: hidden.change_token, stage })
    const action = kind === 'disable' ? 'disable' : 'enable'
    return isDone(await admin.send(`${page}${action}`, hidden, [['reason', name]]))
  })
}

/** Minutes that are offered on the page. */
const overlaps = [0, 60, 1440]

/** What is not decided yet has no page on which an administrator could do that. */
async function replaceSecret(
  { owner, admin, ledger, random }: Scene,
  clientId: string,
  { isDecided = true } = {},
): Promise<void> {
  const overlap = pick(random, overlaps)
  const page = `${paths.applications}${clientId}/`
  const hidden = isDecided && random() < 0.5 ? await admin.open(page) : undefined
  const made = await ledger.attempt('replace the client secret', async (name) => {
    if (hidden) {
      const fields: Fields = [
        ['overlap', String(overlap)],
        ['reason', name],
      ]
      return shown(name, await admin.send(`${page}secret`, hidden, fields))
    }
    const body = { overlap_minutes: overlap, reason: name }
    return told(name, await owner.post(`/oauth2/client/${clientId}/reset_secret`, body))
  })
  if (made) ledger.clientSecrets.get(clientId)?.push(made)
}

/** The secret as a page shows it. */
function shown(name: string, html: string) {
  const [, secret] = /aria-label="Client secret">([^<]+)</.exec(html) ?? []
  const [clientId = ''] = /app-[\w-]{36}/.exec(html) ?? []
  return secret ? { name, clientId, secret } : undefined
}

/** The secret as programs are told it. */
function told(name: string, answer: Record<string, unknown> | undefined) {
  if (!answer) return undefined
  const { client_id: clientId = answer.clientID, client_secret: secret = answer.clientSecret } = answer
  return { name, clientId: String(clientId), secret: String(secret) }
}

export function isDone(location: string): true | undefined {
  return /\?done=[\w-]+$/.test(location) ? true : undefined
}

export function pick<One>(random: () => number, from: readonly [One, ...One[]] | readonly One[]): One {
  return from[Math.floor(random() * from.length)] as One
}

/** Waits for all of them, also when one has failed. */
async function allOf<Results extends readonly unknown[]>(
  under: readonly [...{ [Index in keyof Results]: Promise<Results[Index]> }],
): Promise<Results> {
  await Promise.allSettled(under)
  return Promise.all(under) as unknown as Promise<Results>
}
