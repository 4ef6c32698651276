import { type Clock, type Conduit, commentOnce, type ManiphestTask } from 'phorge-conduit'
import { startConduit } from 'phorge-conduit-testing'
import { Again } from './again.ts'
import { faultsByChance, seededRandom } from './chance.ts'
import { FastClock } from './fast-clock.ts'

export interface WritesOptions {
  /** A gateway, which keeps idempotency keys; or a stock Phorge, which has none. */
  readonly face: 'gateway' | 'phorge'
  /** Tasks to create, to comment on, and to close. */
  readonly count: number
  /** Which share of all calls meets with a fault. */
  readonly share: number
  readonly seed: number
  /** Writes as a program does that knows nothing of keys, so that a test sees that the report tells. */
  readonly careless?: boolean | undefined
}

/** What was there at the end. */
export interface WritesReport {
  readonly tasks: number
  readonly titles: number
  readonly commentsMissing: number
  readonly commentsTwice: number
  readonly stillOpen: number
  readonly calls: number
  readonly faults: number
  /** Writes that the server had carried out, and whose caller was not told. */
  readonly answersLost: number
  /** How often the program itself had to call again. */
  readonly again: number
  /** Whether the server says that it keeps idempotency keys. */
  readonly keepsKeys: boolean
  readonly seconds: number
}

const SPEED = 20
const AT_ONCE = 8

/** Creates, comments on and closes tasks through a connection on which much goes wrong, and then looks what is there. */
export async function runWrites({
  face,
  count,
  share,
  seed,
  careless = false,
}: WritesOptions): Promise<WritesReport> {
  const random = seededRandom(seed)
  const clock = new FastClock(SPEED)
  await using server = await startConduit({ face, now: clock.epochSeconds })
  const conduit = server.conduit('angie', { clock, random, timeout: 600_000 })
  const again = new Again()
  const write = careless ? carelessWriter : writers[face]
  const start = performance.now()

  server.faults.choose(faultsByChance(share, random))
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
        await writeOne({ conduit, clock, again, write }, number)
      }
    }),
  )
  const { calls, faults } = server
  const [made, met] = [calls.length, faults.seen.length]
  const answersLost = calls.filter(({ method, outcome, fault }) => {
    return method === 'maniphest.edit' && outcome.kind === 'done' && fault !== undefined
  }).length
  faults.clear()

  const reader = server.conduit('rjkaplan', { timeout: false })
  return {
    ...(await whatIsThere(reader, count)),
    calls: made,
    faults: met,
    answersLost,
    again: again.times,
    keepsKeys: await keepsKeys(server.url),
    seconds: (performance.now() - start) / 1000,
  }
}

interface Writer {
  create(conduit: Conduit, number: number): Promise<{ readonly id: number }>
  comment(conduit: Conduit, task: number, number: number, clock: Clock): Promise<unknown>
}

/** How a program writes that must not write twice. */
const writers: Readonly<Record<WritesOptions['face'], Writer>> = {
  gateway: {
    create: (conduit, number) =>
      conduit.tasks.create({ title: titleOf(number) }, { idempotencyKey: `create-${number}` }),
    comment: (conduit, task, number) =>
      conduit.tasks.comment(task, commentOf(number), { idempotencyKey: `comment-${number}` }),
  },
  phorge: {
    create: (conduit, number) =>
      conduit.tasks.createOnce({ collection: 'faults', key: String(number), title: titleOf(number) }),
    comment: (conduit, task, number, clock) =>
      commentOnce(conduit, task, commentOf(number), { since: 0, clock }),
  },
}

const carelessWriter: Writer = {
  create: (conduit, number) => conduit.tasks.create({ title: titleOf(number) }),
  comment: (conduit, task, number) => conduit.tasks.comment(task, commentOf(number)),
}

async function writeOne(
  { conduit, clock, again, write }: { conduit: Conduit; clock: Clock; again: Again; write: Writer },
  number: number,
): Promise<void> {
  const { id } = await again.until(() => write.create(conduit, number))
  await again.until(() => write.comment(conduit, id, number, clock))
  await again.until(() => conduit.tasks.close(id))
}

const titleOf = (number: number) => `Task ${number}`
const commentOf = (number: number) => `Comment ${number}`

async function whatIsThere(conduit: Conduit, count: number) {
  const tasks = await conduit.maniphest.search({ order: 'oldest' }).all()
  const titles = new Set(tasks.map(({ fields }) => fields.name))
  const said = await Promise.all(tasks.map((task) => commentsOn(conduit, task)))
  const expected = Array.from({ length: count }, (_, index) => titleOf(index + 1))
  return {
    tasks: tasks.length,
    titles: expected.filter((title) => titles.has(title)).length,
    commentsMissing: said.filter((comments) => comments === 0).length,
    commentsTwice: said.filter((comments) => comments > 1).length,
    stillOpen: tasks.filter(({ fields }) => fields.status.value === 'open').length,
  }
}

async function commentsOn(conduit: Conduit, { phid }: ManiphestTask): Promise<number> {
  const history = await conduit.transaction.search({ objectIdentifier: phid }).all()
  return history.filter(({ type }) => type === 'comment').length
}

async function keepsKeys(url: string): Promise<boolean> {
  const { headers } = await fetch(`${url}/api/conduit.ping`, { method: 'POST' })
  return (headers.get('x-conduit-capabilities') ?? '').includes('idempotency-key')
}

/** What is wrong with what was there; nothing when every write was carried out once. */
export function violations(report: WritesReport, { face, count }: WritesOptions): string[] {
  const rules: readonly (readonly [string, boolean])[] = [
    [`${report.tasks} tasks instead of ${count}`, report.tasks === count],
    [`${count - report.titles} tasks are missing`, report.titles === count],
    [`${report.commentsMissing} comments are missing`, report.commentsMissing === 0],
    [`${report.commentsTwice} tasks have a comment twice`, report.commentsTwice === 0],
    [`${report.stillOpen} tasks were not closed`, report.stillOpen === 0],
    ['no answer to a write was lost, so that nothing is shown', report.answersLost > 0],
    [
      `the server ${report.keepsKeys ? 'keeps' : 'does not keep'} keys`,
      report.keepsKeys === (face === 'gateway'),
    ],
  ]
  return rules.filter(([, holds]) => !holds).map(([violation]) => violation)
}
