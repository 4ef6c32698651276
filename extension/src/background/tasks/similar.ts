import type { Conduit } from 'phorge-conduit'
import type { TaskSummary } from '../../tasks.ts'

const SHOWN = 5

/** Open tasks which have these words: somebody may have reported it by hand. */
export async function similarTasks(conduit: Conduit, text: string): Promise<TaskSummary[]> {
  const query = wordsIn(text)
  if (query === '') return []
  const { data } = await conduit.maniphest.search({
    constraints: { query, statuses: ['open()'] },
    order: 'relevance',
    limit: SHOWN,
  })
  const tasks = await conduit.tasks.getMany(data.map(({ id }) => id))
  return tasks.flatMap((task) => (task ? [summary(task)] : []))
}

function summary({
  monogram,
  url,
  title,
  status,
}: Awaited<ReturnType<Conduit['tasks']['get']>>): TaskSummary {
  return { monogram, url, title, status: status.name }
}

/** The words that tell most, which are the longest, without what full-text search takes for operators. */
function wordsIn(text: string): string {
  const words = new Set(text.match(/[\p{L}\p{N}_]{3,}/gu))
  return [...words]
    .toSorted((one, other) => other.length - one.length)
    .slice(0, 3)
    .join(' ')
}
