import { decide, type Question } from '../../../gateway/src/access/decide.ts'
import { denyList } from '../../../gateway/src/access/methods.ts'
import { parseScopes } from '../../../gateway/src/access/scope.ts'

export interface DecisionTime {
  readonly name: string
  /** The median of several rounds. */
  readonly nanoseconds: number
}

const scopes = parseScopes(
  'maniphest.search maniphest.edit:create maniphest.edit:status maniphest.edit:comment user.search project.search',
)
const parties = { rules: scopes, grant: scopes, token: { scopes, expiresAt: 2 }, deny: denyList(), now: 1 }

const questions: Record<string, Question> = {
  'maniphest.search, allowed': { ...parties, call: { method: 'maniphest.search', params: { limit: 100 } } },
  'maniphest.edit of status and comment, allowed': edit(['status', 'comment']),
  'maniphest.edit of the title, refused': edit(['title']),
}

/** How long one decision takes, on this machine, in one thread. */
export function measureDecision({ rounds = 15, repetitions = 50_000 } = {}): DecisionTime[] {
  return Object.entries(questions).map(([name, question]) => {
    const times = Array.from({ length: rounds }, () => round(question, repetitions)).sort((a, b) => a - b)
    return { name, nanoseconds: times[Math.floor(rounds / 2)] ?? 0 }
  })
}

function round(question: Question, repetitions: number): number {
  let allowed = 0
  const start = process.hrtime.bigint()
  for (let i = 0; i < repetitions; i++) if (decide(question).allowed) allowed++
  const nanoseconds = Number(process.hrtime.bigint() - start) / repetitions
  // The count is used, so the loop cannot be left out as having no effect.
  if (allowed !== 0 && allowed !== repetitions) throw new Error('one question had two answers')
  return nanoseconds
}

function edit(types: readonly string[]): Question {
  const transactions = types.map((type) => ({ type, value: 'x' }))
  return { ...parties, call: { method: 'maniphest.edit', params: { objectIdentifier: 'T12', transactions } } }
}
