import { forbidden, invalid, notFound, type Refusal } from '../../conduit/method/refusal.ts'
import type { Refused } from '../decide.ts'
import type { Problem } from '../proposal/proposal.ts'

/** Everything that is wrong with what was sent, by field and rule. */
export function refusalOfProblems(problems: readonly Problem[]): Refusal {
  const shown = ({ field }: Problem) => (field === 'scopes' ? 'methods' : field)
  return invalid(
    problems.map((problem) => `"${shown(problem)}" (${problem.rule}): ${problem.message}`).join(' '),
  )
}

export function refusalOf({ code, message, meanwhile = [] }: Refused): Refusal {
  switch (code) {
    case 'not_found':
      return notFound(message)
    case 'forbidden':
    case 'stage':
      return forbidden(message)
    case 'stale': {
      const done = meanwhile.map(({ type }) => type).join(', ')
      return invalid(`"changeToken": ${message}${done ? ` What was done: ${done}.` : ''}`)
    }
    default:
      return invalid(message)
  }
}
