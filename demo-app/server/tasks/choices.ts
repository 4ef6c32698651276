import type { Conduit } from 'phorge-conduit'
import type { ErrorDetail, ProjectChoice, StatusChoice, TaskDraft } from '../../api.ts'
import type { OccurrenceDetails } from '../errors/occurrence.ts'
import type { Viewer } from '../viewer.ts'
import { descriptionFor, titleFor } from './description.ts'

export async function taskDraft(
  { config }: Viewer,
  conduit: Conduit,
  error: ErrorDetail & Pick<OccurrenceDetails, 'causes'>,
): Promise<TaskDraft> {
  const priorities = await conduit.tasks.priorities()
  return {
    title: titleFor(error),
    description: descriptionFor(error, `${config.publicUrl}/errors/${error.id}`),
    priorities: priorities.map(({ keyword, keywords, name }) => ({
      value: keyword,
      name,
      // The server does not say which it takes unasked; a stock one takes this.
      isDefault: keywords.includes('triage'),
    })),
  }
}

/** The first 20 active projects with this in their name. */
export async function projectChoices(conduit: Conduit, name: string): Promise<ProjectChoice[]> {
  const constraints = { status: 'active', ...(name && { name }) } as const
  const { data } = await conduit.project.search({ constraints, order: 'name', limit: 20 })
  return data.map(({ phid, fields }) => ({ phid, name: fields.name, slug: fields.slug }))
}

/** The closed statuses, without the one for duplicates, which needs another task to merge into. */
export async function statusChoices({ statuses }: Viewer, conduit: Conduit): Promise<StatusChoice[]> {
  const closed = (await statuses.all(conduit)).filter(
    (status) => status.closed && status.special !== 'duplicate',
  )
  return closed.map(({ value, name, special }) => ({ value, name, isDefault: special === 'closed' }))
}
