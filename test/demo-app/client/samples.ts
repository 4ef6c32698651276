import type {
  ErrorDetail,
  Level,
  ProjectChoice,
  StackFrame,
  StatusChoice,
  TaskDetails,
  TaskDraft,
  TaskState,
} from '../../../demo-app/api.ts'

export const SCOPES = [
  'maniphest.search',
  'maniphest.edit:create',
  'maniphest.edit:status',
  'maniphest.edit:comment',
]

export const statuses: StatusChoice[] = [
  { value: 'resolved', name: 'Resolved', isDefault: true },
  { value: 'wontfix', name: 'Wontfix', isDefault: false },
  { value: 'invalid', name: 'Invalid', isDefault: false },
  { value: 'spite', name: 'Spite', isDefault: false },
]

export const projects: ProjectChoice[] = [
  { phid: 'PHID-PROJ-1', name: 'Backend', slug: 'backend' },
  { phid: 'PHID-PROJ-2', name: 'Back Office', slug: 'back_office' },
  { phid: 'PHID-PROJ-3', name: 'Storefront', slug: 'storefront' },
]

export function taskDetails(monogram: string, title: string): TaskDetails {
  return {
    monogram,
    url: `http://localhost:1/${monogram}`,
    title,
    status: { value: 'open', name: 'Open' },
    priority: { name: 'High', color: 'red' },
    owner: 'angie',
  }
}

/** One error for each state that a task can be in, and a few more without one. */
export function sampleErrors(): { errors: ErrorDetail[]; tasks: Map<number, TaskState> } {
  const open = taskDetails('T7', 'Cart cannot be read')
  const errors = [
    sample(
      1,
      'TypeError',
      "Cannot read properties of undefined (reading 'items')",
      'checkout in src/cart.ts',
      'error',
      1284,
    ),
    sample(
      2,
      'PaymentDeclined',
      'Card issuer refused the charge: insufficient_funds',
      'charge in src/payments/charge.ts',
      'warning',
      57,
    ),
    sample(
      3,
      'ConnectionError',
      'connect ECONNREFUSED 10.0.4.17:5432 while opening the pool for tenant “northwind”',
      'open in src/database/pool.ts',
      'fatal',
      12,
    ),
    sample(4, 'RangeError', 'Invalid time value', 'formatDate in src/orders/receipt.ts', 'error', 3),
    sample(
      5,
      'TimeoutError',
      'The operation was aborted due to timeout',
      'fetchRates in src/currency.ts',
      'error',
      210_450,
    ),
    sample(6, 'DeprecationNotice', 'Order.total is deprecated', 'total in src/orders/order.ts', 'info', 1),
    sample(
      7,
      'SyntaxError',
      'Unexpected token < in JSON at position 0',
      'parse in src/http/json.ts',
      'debug',
      86,
    ),
  ]
  const tasks = new Map<number, TaskState>([
    [2, { kind: 'open', ...open }],
    [3, { ...open, kind: 'closed', monogram: 'T5', status: { value: 'resolved', name: 'Resolved' } }],
    [4, { kind: 'hidden', monogram: 'T3', url: 'http://localhost:1/T3' }],
    [
      5,
      {
        kind: 'unknown',
        monogram: 'T9',
        url: 'http://localhost:1/T9',
        refusal: {
          code: 'timeout',
          message: 'Maniphest did not answer in time.',
          remedy: 'Try again in a moment.',
          action: { kind: 'retry' },
        },
      },
    ],
    [6, { kind: 'creating' }],
  ])
  return { errors, tasks }
}

export function sample(
  id: number,
  type: string,
  message: string,
  culprit: string,
  level: Level,
  count: number,
): ErrorDetail {
  const now = Math.floor(Date.now() / 1000)
  const lastSeen = now - 40 * id ** 3
  const release = `shop@2.${id}.0`
  const environment = id % 3 === 0 ? 'staging' : 'production'
  return {
    id,
    type,
    message,
    culprit,
    level,
    count,
    firstSeen: lastSeen - 90_000 * id,
    lastSeen,
    environment,
    release,
    task: null,
    platform: 'node',
    frames,
    tags: {
      'server.name': 'web-3',
      runtime: 'node v24.1.0',
      'os.name': 'Linux',
      transaction: 'POST /checkout',
    },
    events: Array.from({ length: Math.min(count, 5) }, (_, at) => ({
      eventId: `${id}${at}c0ffee${'0'.repeat(24)}`.slice(0, 32),
      at: lastSeen - 600 * at,
      message,
      release,
      environment,
    })),
  }
}

export function draftFor(error: ErrorDetail, url: string): TaskDraft {
  const stack = error.frames
    .map((frame) => `    at ${frame.function} (${frame.file}:${frame.line})`)
    .join('\n')
  return {
    title: `${error.type}: ${error.message}`,
    description: `**${error.type}**: ${error.message}\n\n\`\`\`lang=text\n${stack}\n\`\`\`\n\n- Seen ${error.count} times in \`${error.environment}\`\n- Release ${error.release}\n\n${url}/errors/${error.id}\n`,
    priorities: [
      { value: 'unbreak', name: 'Unbreak Now!', isDefault: false },
      { value: 'triage', name: 'Needs Triage', isDefault: true },
      { value: 'high', name: 'High', isDefault: false },
      { value: 'normal', name: 'Normal', isDefault: false },
    ],
  }
}

const frames: StackFrame[] = [
  frame('totalOf', 'src/cart.ts', 42, true, [
    'export function totalOf(cart: Cart | undefined): number {',
    '  // The cart is loaded lazily.',
    '  let total = 0',
    '  for (const item of cart.items) {',
    '    total += item.price * item.quantity',
    '  }',
    '  return total',
  ]),
  frame('checkout', 'src/checkout/handler.ts', 118, true, [
    '  const cart = await carts.find(session.cartId)',
    '  const customer = await customers.find(session.customerId)',
    '',
    '  const total = totalOf(cart)',
    '  return payments.charge(customer, total, { currency: session.currency, idempotencyKey: checkoutKey(session.cartId, cart.version) })',
    '}',
  ]),
  frame('Layer.handle', 'node_modules/router/lib/layer.js', 152, false, []),
  frame('next', 'node_modules/router/lib/route.js', 157, false, []),
  frame('Route.dispatch', 'node_modules/router/lib/route.js', 117, false, [
    '  layer.handleRequest(req, res, next)',
  ]),
  frame('main', 'src/server.ts', 12, true, ["app.post('/checkout', checkout)"]),
  frame('process.processTicksAndRejections', 'node:internal/process/task_queues', 105, false, []),
]

/** The fourth line of `source`, or its last, is the one that failed. */
function frame(name: string, file: string, line: number, inApp: boolean, source: string[]): StackFrame {
  const at = Math.min(3, source.length - 1)
  const lines = source.map((text, index) => ({ line: line - at + index, text, current: index === at }))
  return { function: name, file, line, column: 21, inApp, source: lines }
}
