import { editParams } from '../../../conduit/method/params.ts'
import { forbidden, invalid, notFound } from '../../../conduit/method/refusal.ts'
import { readTransactions, type Transaction } from '../../../conduit/method/transactions.ts'
import type { Account } from '../../backend.ts'
import type { Context, Method, MethodCall } from '../method.ts'
import { newGroupId, newPhid, newTransactionPhid } from '../phid.ts'
import { ProjectDraft } from './draft.ts'
import {
  mayEditProject,
  mayViewProject,
  type ProjectRow,
  projectById,
  projectByPhid,
  projectBySlug,
} from './project.ts'
import { projectTransactions } from './transactions.ts'

export const projectEdit: Method = {
  name: 'project.edit',
  description: {
    description: 'Creates a project, or changes the one that objectIdentifier names, by transactions.',
    params: editParams,
    return: 'map<string, wild>',
  },
  answer: (context, call) => context.store.transaction(() => edit(context, call)),
}

function edit(context: Context, { params, viewer }: MethodCall) {
  const before = identify(context, viewer, params.objectIdentifier)
  const transactions = readTransactions(params.transactions, Object.keys(projectTransactions))
  if (before && transactions.length > 0 && !mayEditProject(context, viewer, before)) {
    throw forbidden(`You may not edit the project "${before.name}".`)
  }
  const draft = new ProjectDraft(context, viewer, before ? { ...before } : newProject(context), before)
  if (!before) draft.record('create', {})
  apply(draft, transactions)
  draft.save()
  return {
    object: { id: draft.project.id, phid: draft.project.phid },
    transactions: writeTimeline(draft),
  }
}

function apply(draft: ProjectDraft, transactions: readonly Transaction[]): void {
  for (const { type, value } of transactions) projectTransactions[type]?.(draft, value)
  if (draft.project.name === '') throw invalid('A project needs a name.')
  if (!mayViewProject(draft.context, draft.viewer, draft.project)) {
    throw invalid('With this view policy you could not see the project any more.')
  }
  if (!mayEditProject(draft.context, draft.viewer, draft.project)) {
    throw invalid('With this edit policy you could not edit the project any more.')
  }
}

/** The project that `objectIdentifier` names: number, PHID or `#slug`. */
function identify(context: Context, viewer: Account, identifier: unknown): ProjectRow | undefined {
  if (identifier === undefined || identifier === null || identifier === '') return undefined
  if (identifier === 0 || identifier === '0') return undefined
  if (typeof identifier !== 'number' && typeof identifier !== 'string') {
    throw invalid('"objectIdentifier" is a number, a PHID or a #slug.')
  }
  const text = String(identifier)
  const project = find(context, text)
  if (!project || !mayViewProject(context, viewer, project)) throw notFound(`"${text}" names no project.`)
  return project
}

function find(context: Context, text: string): ProjectRow | undefined {
  if (/^\d+$/.test(text)) return projectById(context, Number(text))
  if (text.startsWith('PHID-')) return projectByPhid(context, text)
  return text.startsWith('#') ? projectBySlug(context, text.slice(1)) : undefined
}

function newProject({ now }: Context): ProjectRow {
  const at = now()
  return {
    id: 0,
    phid: newPhid('PROJ'),
    name: '',
    slug: '',
    description: '',
    icon: 'project',
    color: 'blue',
    status: 'active',
    view_policy: 'users',
    edit_policy: 'users',
    join_policy: 'users',
    created_at: at,
    updated_at: at,
  }
}

function writeTimeline({ context, viewer, project, changes, at }: ProjectDraft): { phid: string }[] {
  const groupId = newGroupId()
  return changes.map(({ type, fields }) => {
    const phid = newTransactionPhid('PROJ')
    context.store.run(
      `INSERT INTO transactions (phid, object_phid, object_type, type, author_phid, group_id, fields, comment_id,
         created_at) VALUES (?, ?, 'PROJ', ?, ?, ?, ?, NULL, ?)`,
      phid,
      project.phid,
      type,
      viewer.phid,
      groupId,
      JSON.stringify(fields),
      at,
    )
    return { phid }
  })
}
