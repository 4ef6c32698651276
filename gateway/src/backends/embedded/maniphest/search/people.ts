import { invalid } from '../../../../conduit/method/refusal.ts'
import type { Context, MethodCall } from '../../method.ts'

/** Somebody by PHID, user name, `viewer()`, or everybody in `members(PHID-PROJ-…)`. A stranger matches nothing. */
export function resolvePeople(
  context: Context,
  { viewer }: MethodCall,
  written: readonly string[],
): string[] {
  return written.flatMap((text) => {
    const call = /^([a-z]+)\((.*)\)$/.exec(text)
    if (!call) return text.startsWith('PHID-') ? [text] : [context.accounts.rowByName(text)?.phid ?? text]
    const [, name, argument = ''] = call
    if (name === 'viewer') return [viewer.phid]
    if (name === 'members') return membersOf(context, argument)
    throw invalid(`The function "${name}(…)" says nothing about people here.`)
  })
}

function membersOf({ store }: Context, project: string): string[] {
  const rows = store.all<{ phid: string }>(
    'SELECT user_phid AS phid FROM project_members WHERE project_phid = ?',
    project,
  )
  return rows.map(({ phid }) => phid)
}
