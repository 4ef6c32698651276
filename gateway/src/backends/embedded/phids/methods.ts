import { readStrings } from '../../../conduit/method/values.ts'
import type { Context, Method, MethodCall } from '../method.ts'
import { findObject } from './objects.ts'

export const phidLookup: Method = {
  name: 'phid.lookup',
  description: {
    description: 'Finds objects by name: T5, @somebody, #project, or a PHID.',
    params: { names: 'required list<string>' },
    return: 'nonempty dict<string, wild>',
  },
  answer: (context, call) => handles(context, call, readStrings('names', call.params.names)),
}

export const phidQuery: Method = {
  name: 'phid.query',
  description: {
    description: 'Tells of PHIDs what they are, what they are called and where they are.',
    params: { phids: 'required list<phid>' },
    return: 'nonempty dict<string, wild>',
  },
  answer: (context, call) => {
    const phids = readStrings('phids', call.params.phids)
    return handles(
      context,
      call,
      phids.filter((phid) => phid.startsWith('PHID-')),
    )
  },
}

function handles(context: Context, { viewer }: MethodCall, names: readonly string[]) {
  const found = names.flatMap((name) => {
    const handle = findObject(context, viewer, name)
    return handle ? [[name, handle] as const] : []
  })
  // An empty map is a list on the wire: PHP knows no difference.
  return found.length > 0 ? Object.fromEntries(found) : []
}
