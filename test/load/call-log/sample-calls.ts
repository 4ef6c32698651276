import { createApplication } from '../../../gateway/src/applications/applications.ts'
import type { LoggedCall } from '../../../gateway/src/audit/call-log/call.ts'
import type { Gateway } from '../../../gateway/src/gateway.ts'
import { seededRandom } from '../../faults/chance.ts'

const APPLICATIONS = 20
const PEOPLE = 200
const DAYS = 90

/** What a gateway of a middling company writes down in three months: 20 applications, 200 people. */
export async function writeSampleCalls(gateway: Gateway, count: number): Promise<void> {
  const { backend, callLog } = gateway
  if (!callLog) throw new Error('calls are not written down')
  const known = await Promise.all(['rjkaplan', 'angie'].map((name) => backend.accountByName(name)))
  const people = [
    ...known.flatMap((account) => account?.phid ?? []),
    ...Array.from({ length: PEOPLE }, (_, number) => `PHID-USER-${String(number).padStart(20, 'x')}`),
  ]
  const clients: string[] = []
  for (let number = 0; number < APPLICATIONS; number++) {
    const name = `Application ${number}`
    const redirectUris = ['https://viewer.example/callback']
    const made = await createApplication(gateway, {
      name,
      kind: 'public',
      redirectUris,
      createdBy: people[0] ?? '',
    })
    clients.push(made.application.clientId)
  }
  for (const call of sampleCalls(count, { people, clients, now: gateway.now() })) callLog.note(call)
  callLog.flush()
}

interface Parties {
  readonly people: readonly string[]
  readonly clients: readonly string[]
  readonly now: number
}

/** From the oldest to the newest. */
export function* sampleCalls(count: number, { people, clients, now }: Parties): Generator<LoggedCall> {
  const random = seededRandom(20_261_126)
  const one = <Item>(list: readonly Item[]) => list[Math.floor(random() ** 2 * list.length)]
  for (let number = 0; number < count; number++) {
    const chance = random()
    const person = one(people)
    const client = one(clients)
    yield {
      at: Math.floor(now - DAYS * 86_400 * (1 - number / count)),
      clientId: client,
      token: `${client} ${person}`,
      userPhid: person,
      address: `192.0.2.${Math.floor(random() * 250)}`,
      duration: Math.floor(500 + random() * 30_000),
      aspects: [],
      method: 'maniphest.search',
      outcome: 'ok',
      reason: undefined,
      ...(chance < 0.3 && { method: 'maniphest.edit', aspects: ['comment', 'status'] }),
      ...(chance > 0.95 && { outcome: 'denied', reason: 'scope_not_granted' }),
      // So rare that the page has to look through nearly everything for it.
      ...(number % 20_000 === 0 && { method: 'paste.search', outcome: 'failed', reason: 'server' }),
    }
  }
}
