import type { Conduit } from 'phorge-conduit'
import type { PageError } from '../../messages.ts'
import type { SiteSettings } from '../../settings.ts'
import type { Choice, Draft, Named } from '../../tasks.ts'
import { conduitOf } from '../sites/conduit.ts'
import { projectsBySlug } from './names.ts'
import { fillTemplate } from './template.ts'

/** The form for an error's new task: title and description filled in, and what there is to choose from. */
export async function draftFor(site: SiteSettings, address: string, error: PageError): Promise<Draft> {
  const conduit = await conduitOf(site)
  const suggested = [...site.projects, ...(error.project ? [error.project] : [])]
  const [choices, projects] = await Promise.all([
    choicesOf(conduit, site.priority),
    suggestedProjects(conduit, suggested),
  ])
  return {
    ...choices,
    title: error.title.trim().slice(0, 255),
    description: fillTemplate(site.template, { ...error, address }),
    projects,
    server: site.server,
  }
}

/** Who will be the author, and the priorities; `preferred` is chosen where there is such a one. */
export async function choicesOf(
  conduit: Conduit,
  preferred = '',
): Promise<Pick<Draft, 'priorities' | 'author'>> {
  const [priorities, { userName }] = await Promise.all([conduit.tasks.priorities(), conduit.user.whoami()])
  const chosen =
    priorities.find(({ keyword }) => keyword === preferred) ?? priorities.find(({ value }) => value === 90)
  return {
    author: userName,
    priorities: priorities.map(
      ({ keyword, name }): Choice => ({ value: keyword, name, isDefault: keyword === chosen?.keyword }),
    ),
  }
}

/** A project that a page names and that does not exist is left out: the page does not know this server. */
async function suggestedProjects(conduit: Conduit, slugs: readonly string[]): Promise<Named[]> {
  if (slugs.length === 0) return []
  return projectsBySlug(conduit, slugs).catch(() => [])
}
