import type { Scenario } from '../scenario.ts'
import { calling } from './calling.ts'
import { constraints } from './constraints.ts'
import { creating } from './creating.ts'
import { editing } from './editing.ts'
import { people } from './people.ts'
import { relations } from './relations.ts'
import { searching } from './searching.ts'
import { statuses } from './statuses.ts'
import { timelines } from './timelines.ts'

/** All behaviour that a Conduit server is held to, in the order in which it is shown. */
export const scenarios: readonly Scenario[] = [
  ...calling,
  ...creating,
  ...editing,
  ...statuses,
  ...people,
  ...relations,
  ...searching,
  ...constraints,
  ...timelines,
]
