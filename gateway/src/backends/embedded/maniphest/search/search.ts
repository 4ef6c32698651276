import { readAttachments } from '../../../../conduit/method/attachments.ts'
import { readConstraints, shownQueryKey } from '../../../../conduit/method/constraints.ts'
import { readOrder } from '../../../../conduit/method/order.ts'
import { searchParams } from '../../../../conduit/method/params.ts'
import { forbidden, notFound } from '../../../../conduit/method/refusal.ts'
import type { Context, Method, MethodCall } from '../../method.ts'
import { Conditions } from '../../search/conditions.ts'
import { readPage } from '../../search/page.ts'
import { openStatuses } from '../statuses.ts'
import { mayView, taskById, visibleTo } from '../task.ts'
import { attachmentNames, attachmentsOf } from './attachments.ts'
import { constrainTasks, constraintNames } from './constraints.ts'
import { taskOrders } from './orders.ts'

/** Phorge's built-in saved queries. */
const savedQueries = {
  all: {},
  open: { statuses: openStatuses },
  assigned: { assigned: ['viewer()'], statuses: openStatuses },
  authored: { authorPHIDs: ['viewer()'] },
  subscribed: { subscribers: ['viewer()'], statuses: openStatuses },
}

export const maniphestSearch: Method = {
  name: 'maniphest.search',
  description: {
    description: 'Finds tasks by constraints, in an order, page by page.',
    params: searchParams,
    return: 'map<string, wild>',
  },
  answer: (context, call) => search(context, call),
}

function search(context: Context, call: MethodCall) {
  const { params, typed } = call
  const constraints = readConstraints(params, savedQueries, constraintNames)
  const wanted = readAttachments(params.attachments, attachmentNames)
  const order = readOrder(taskOrders(constraints.query), params.order)
  const conditions = new Conditions()
  constrainTasks(context, call, conditions, constraints)
  const visible = visibleTo(context, call.viewer)
  conditions.add(visible.sql, ...visible.values)

  const requireCursor = (id: number) => requireVisible(context, call, id)
  const query = { columns: 't.id', from: 'tasks t', conditions, order, params, typed, requireCursor }
  const { rows, cursor } = readPage<{ id: number }>(context.store, query)
  const tasks = context.readyTasks.load(rows.map(({ id }) => id))
  return {
    data: tasks.map((task) => ({
      ...task.described,
      attachments: attachmentsOf(task, wanted, call.viewer.phid),
    })),
    maps: {},
    query: { queryKey: shownQueryKey(params) },
    cursor,
  }
}

function requireVisible(context: Context, { viewer }: MethodCall, id: number): void {
  const task = taskById(context, id)
  if (!task) throw notFound(`The cursor "${id}" names no task.`)
  if (!mayView(context, viewer, task))
    throw forbidden(`You may not see the task that the cursor "${id}" names.`)
}
