import { invalid } from '../../../conduit/method/refusal.ts'
import { readString, readStrings } from '../../../conduit/method/values.ts'
import type { ProjectDraft } from './draft.ts'
import { projectBySlug, projectColors, projectIcons } from './project.ts'

type Apply = (draft: ProjectDraft, value: unknown) => void

/** Every transaction type of `project.edit` and what it does to the draft. */
export const projectTransactions: Readonly<Record<string, Apply>> = {
  name: setName,
  slugs: setSlugs,
  icon: setText('icon', (icon) => Object.hasOwn(projectIcons, icon)),
  color: setText('color', (color) => Object.hasOwn(projectColors, color)),
  description: setText('description'),
  status: setText('status', (status) => status === 'active' || status === 'archived'),
  view: setPolicy('view'),
  edit: setPolicy('edit'),
  join: setPolicy('join'),
  'members.add': changeMembers('add'),
  'members.remove': changeMembers('remove'),
  'members.set': changeMembers('set'),
}

/** A project is found by its name, so its slug follows the name; the slugs of former names stay. */
function setName(draft: ProjectDraft, value: unknown): void {
  const { context, project } = draft
  const name = readString('name', value).trim()
  if (name === '') throw invalid('A project needs a name.')
  if (name === project.name) return
  const slug = slugOf(name)
  if (slug === '') throw invalid('The name of a project has at least one letter or digit.')
  const holder = projectBySlug(context, slug)
  if (holder && holder.phid !== project.phid) {
    throw invalid(`The project "${holder.name}" is known as #${slug} already.`)
  }
  draft.record('name', { old: draft.before ? project.name : null, new: name })
  project.name = name
  project.slug = slug
  draft.slugs.add(slug)
}

/** Further names; the one that is made of the project's name always stays. */
function setSlugs(draft: ProjectDraft, value: unknown): void {
  const written = readStrings('slugs', value).map(slugOf)
  for (const slug of written) {
    const holder = projectBySlug(draft.context, slug)
    if (slug === '') throw invalid('A slug has at least one letter or digit.')
    if (holder && holder.phid !== draft.project.phid) throw invalid(`The slug #${slug} is taken.`)
  }
  const old = [...draft.slugs]
  draft.slugs.clear()
  for (const slug of [draft.project.slug, ...written]) if (slug !== '') draft.slugs.add(slug)
  if (old.join() !== [...draft.slugs].join()) draft.record(null, {})
}

function setText(
  field: 'icon' | 'color' | 'description' | 'status',
  isValid: (text: string) => boolean = () => true,
) {
  return (draft: ProjectDraft, value: unknown): void => {
    const text = readString(field, value)
    if (!isValid(text)) throw invalid(`"${text}" is no ${field} of a project.`)
    if (text === draft.project[field]) return
    draft.record(field, { old: draft.project[field], new: text })
    draft.project[field] = text
  }
}

function setPolicy(kind: 'view' | 'edit' | 'join') {
  const column = `${kind}_policy` as const
  return (draft: ProjectDraft, value: unknown): void => {
    const policy = readString(kind, value)
    if (policy === draft.project[column]) return
    draft.record(`core:${kind}-policy`, { old: draft.before ? draft.project[column] : null, new: policy })
    draft.project[column] = policy
  }
}

function changeMembers(operation: 'add' | 'remove' | 'set') {
  return (draft: ProjectDraft, value: unknown): void => {
    const { accounts } = draft.context
    const given = new Set(
      readStrings(`members.${operation}`, value).map((text) => {
        const user = accounts.rowByPhid(text) ?? accounts.rowByName(text)
        if (!user) throw invalid(`"${text}" is neither the PHID nor the name of a user.`)
        return user.phid
      }),
    )
    const { members } = draft
    const added = operation === 'remove' ? [] : [...given].filter((phid) => !members.has(phid))
    const isRemoved = (phid: string) => given.has(phid) === (operation === 'remove')
    const removed = operation === 'add' ? [] : [...members].filter(isRemoved)
    if (added.length + removed.length === 0) return
    for (const phid of added) members.add(phid)
    for (const phid of removed) members.delete(phid)
    draft.record('members', {
      operations: [
        ...added.map((phid) => ({ operation: 'add', phid })),
        ...removed.map((phid) => ({ operation: 'remove', phid })),
      ],
    })
  }
}

/** `Bug Bash` → `bug_bash` */
function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.-]+/gu, '_')
    .replace(/^_+|_+$/g, '')
}
