import { paths } from '../../../gateway/src/pages/paths.ts'
import type { Kind } from './ledger.ts'
import { isDone, pick, type Scene } from './scene.ts'

/** What an application asks for that a person decides about. */
export const SCOPES = ['maniphest.edit:comment', 'maniphest.search', 'project.search'] as const

/** Two decisions on the same state, one on the page and one by a program. @returns whether it was approved */
export async function decide(scene: Scene, clientId: string): Promise<boolean> {
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

/** An administrator stops an application, or lets it go on. */
export async function change(
  scene: Scene,
  clientId: string,
  kind: 'disable' | 'approve again',
): Promise<void> {
  const { admin } = scene
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

/** Waits for all of them, also when one has failed. */
async function allOf<Results extends readonly unknown[]>(
  under: readonly [...{ [Index in keyof Results]: Promise<Results[Index]> }],
): Promise<Results> {
  await Promise.allSettled(under)
  return Promise.all(under) as unknown as Promise<Results>
}
