import { html } from 'hono/html'
import { icon } from '../../../pages/icons.ts'
import type { Html } from '../../../pages/layout.ts'
import { ask, projectsSchema, statusesSchema, usersSchema, type Viewer } from './conduit.ts'

export interface Status {
  readonly name: string
  readonly closed: boolean
}

/** What the PHIDs and status values on a page are called. */
export interface Names {
  person(phid: string | null): Html
  project(phid: string): Html
  status(value: string): Status
}

const MOST_PER_CALL = 100

/** Looks up everything that a page mentions in as few calls as Conduit allows. */
export async function lookUpNames(viewer: Viewer, phids: Iterable<string | null>): Promise<Names> {
  const wanted = [...new Set(phids)].filter((phid) => phid !== null)
  const [people, projects, statuses] = await Promise.all([
    inParts(ofType(wanted, 'USER'), (constraints) => ask(viewer, 'user.search', constraints, usersSchema)),
    inParts(ofType(wanted, 'PROJ'), (constraints) =>
      ask(viewer, 'project.search', constraints, projectsSchema),
    ),
    statusesOf(viewer),
  ])
  const userNames = new Map(people.map(({ phid, fields }) => [phid, fields.username]))
  const tags = new Map(projects.map(({ phid, fields }) => [phid, fields]))
  return {
    person: (phid) => (phid === null ? html`nobody` : personLink(userNames.get(phid))),
    project: (phid) => projectLink(tags.get(phid)),
    status: (value) => statuses.get(value) ?? { name: value, closed: true },
  }
}

export async function statusesOf(viewer: Viewer): Promise<ReadonlyMap<string, Status>> {
  const { data } = await ask(viewer, 'maniphest.status.search', {}, statusesSchema)
  return new Map(data.map(({ value, name, closed }) => [value, { name, closed }]))
}

export function statusBadge({ name, closed }: Status): Html {
  return closed
    ? html`<span class="badge">${icon('closed')}${name}</span>`
    : html`<span class="badge good">${icon('open')}${name}</span>`
}

function personLink(userName: string | undefined): Html {
  if (userName === undefined) return html`<span class="muted">somebody unknown</span>`
  return html`<a href="/p/${encodeURIComponent(userName)}/">${userName}</a>`
}

function projectLink(project: { name: string; slug: string | null } | undefined): Html {
  if (!project) return html`<span class="muted">a project that you cannot see</span>`
  if (!project.slug) return html`${project.name}`
  return html`<a href="/tag/${encodeURIComponent(project.slug)}/">${project.name}</a>`
}

function ofType(phids: readonly string[], type: string): string[] {
  return phids.filter((phid) => phid.startsWith(`PHID-${type}-`))
}

async function inParts<Item>(
  phids: readonly string[],
  search: (params: { constraints: { phids: string[] } }) => Promise<{ data: Item[] }>,
): Promise<Item[]> {
  const parts: string[][] = []
  for (let at = 0; at < phids.length; at += MOST_PER_CALL) parts.push(phids.slice(at, at + MOST_PER_CALL))
  const answers = await Promise.all(parts.map((part) => search({ constraints: { phids: part } })))
  return answers.flatMap(({ data }) => data)
}
