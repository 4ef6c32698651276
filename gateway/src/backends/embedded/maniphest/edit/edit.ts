import { editParams } from '../../../../conduit/method/params.ts'
import { forbidden, invalid } from '../../../../conduit/method/refusal.ts'
import { readTransactions, type Transaction } from '../../../../conduit/method/transactions.ts'
import type { Context, Method, MethodCall } from '../../method.ts'
import { newPhid } from '../../phid.ts'
import { DEFAULT_PRIORITY } from '../priorities.ts'
import { DEFAULT_STATUS } from '../statuses.ts'
import { mayEdit, mayView, type TaskRow } from '../task.ts'
import { moveToColumns } from './columns.ts'
import { addComment, subscribeInterested, tieMentionedTasks } from './comments.ts'
import { Draft } from './draft.ts'
import {
  claim,
  setDescription,
  setOwner,
  setPolicy,
  setPriority,
  setSpace,
  setStatus,
  setSubtype,
  setTitle,
  signWithMfa,
} from './fields.ts'
import { identifyTask } from './identify.ts'
import {
  addParent,
  changeEdges,
  commitPhids,
  projectPhids,
  refuseCycle,
  subscriberPhids,
  taskPhids,
} from './relations.ts'
import { save } from './save.ts'

/** Every transaction type and what it does to the draft, in Phorge's order. */
const types: Readonly<Record<string, (draft: Draft, value: unknown) => void>> = {
  parent: addParent,
  column: moveToColumns,
  space: setSpace,
  title: setTitle,
  owner: setOwner,
  status: setStatus,
  priority: setPriority,
  description: setDescription,
  'parents.add': changeEdges('parent', null, 'add', taskPhids),
  'parents.remove': changeEdges('parent', null, 'remove', taskPhids),
  'parents.set': changeEdges('parent', null, 'set', taskPhids),
  'subtasks.add': changeEdges('subtask', null, 'add', taskPhids),
  'subtasks.remove': changeEdges('subtask', null, 'remove', taskPhids),
  'subtasks.set': changeEdges('subtask', null, 'set', taskPhids),
  'commits.add': changeEdges('commit', null, 'add', commitPhids),
  'commits.remove': changeEdges('commit', null, 'remove', commitPhids),
  'commits.set': changeEdges('commit', null, 'set', commitPhids),
  view: setPolicy('view'),
  edit: setPolicy('edit'),
  'projects.add': changeEdges('project', 'projects', 'add', projectPhids),
  'projects.remove': changeEdges('project', 'projects', 'remove', projectPhids),
  'projects.set': changeEdges('project', 'projects', 'set', projectPhids),
  'subscribers.add': changeEdges('subscriber', 'subscribers', 'add', subscriberPhids),
  'subscribers.remove': changeEdges('subscriber', 'subscribers', 'remove', subscriberPhids),
  'subscribers.set': changeEdges('subscriber', 'subscribers', 'set', subscriberPhids),
  subtype: setSubtype,
  comment: addComment,
  mfa: signWithMfa,
}

/** Who may see a task may speak about it and follow it. Everything else needs the right to edit. */
const NEEDS_ONLY_VIEW = /^(comment|mfa|subscribers\..*)$/

export const maniphestEdit: Method = {
  name: 'maniphest.edit',
  description: {
    description: 'Creates a task, or changes the one that objectIdentifier names, by transactions.',
    params: editParams,
    return: 'map<string, wild>',
  },
  answer: (context, call) => context.store.transaction(() => edit(context, call)),
}

function edit(context: Context, call: MethodCall) {
  const { params, viewer } = call
  const before = identifyTask(context, call, params.objectIdentifier)
  const transactions = readTransactions(params.transactions, Object.keys(types))
  const needsEdit = transactions.some(({ type }) => !NEEDS_ONLY_VIEW.test(type))
  if (before && needsEdit && !mayEdit(context, viewer, before)) {
    throw forbidden(`You may not edit T${before.id}.`)
  }
  const draft = new Draft(context, viewer, before ? { ...before } : newTask(context, call), before)
  if (draft.isNew) draft.record('create', {})
  apply(draft, transactions)
  const phids = save(draft)
  return {
    object: { id: draft.task.id, phid: draft.task.phid },
    transactions: phids.map((phid) => ({ phid })),
  }
}

function apply(draft: Draft, transactions: readonly Transaction[]): void {
  for (const { type, value } of transactions) types[type]?.(draft, value)
  if (draft.task.title === '') throw invalid('A task needs a title.')
  if (!transactions.some(({ type }) => type === 'owner')) claim(draft)
  tieMentionedTasks(draft)
  subscribeInterested(draft)
  // What was said comes last in the timeline, after what was done.
  draft.changes.sort((one, other) => Number(one.type === 'comment') - Number(other.type === 'comment'))
  if (transactions.some(({ type }) => /^(parent|subtask)/.test(type))) refuseCycle(draft)
  refuseLockingOut(draft, transactions)
}

function refuseLockingOut(draft: Draft, transactions: readonly Transaction[]): void {
  const { context, viewer, task } = draft
  const sets = (policy: string) => transactions.some(({ type }) => type === policy)
  if (sets('view') && !mayView(context, viewer, task)) {
    throw invalid('With this view policy you could not see the task any more.')
  }
  if (sets('edit') && !mayEdit(context, viewer, task)) {
    throw invalid('With this edit policy you could not edit the task any more.')
  }
}

function newTask({ now }: Context, { viewer }: MethodCall): TaskRow {
  const at = now()
  return {
    id: 0,
    phid: newPhid('TASK'),
    title: '',
    description: '',
    author_phid: viewer.phid,
    owner_phid: null,
    status: DEFAULT_STATUS,
    priority: DEFAULT_PRIORITY,
    subtype: 'default',
    view_policy: 'users',
    edit_policy: 'users',
    closer_phid: null,
    closed_at: null,
    created_at: at,
    updated_at: at,
  }
}
