import type { Clock } from '../clock.ts'
import type { CallOptions, Conduit } from '../conduit.ts'
import type { ManiphestTask } from '../methods/maniphest.ts'
import { byWord, indexed, recent } from './marked.ts'
import { markerOf } from './marker.ts'

/** Keys of one collection. */
export interface TaskKeys {
  /** @default '' */
  readonly collection?: string | undefined
  readonly keys: readonly string[]
}

/** So few keys are asked for one by one, which is exact however many tasks the collection has. */
const FEW = 3

/** Pages of a collection that are read, and one more for each hundred keys. */
const PAGES = 6

/**
 * The tasks of these keys, whoever made them: what the index has of the collection, a hundred tasks to a call, and what is
 * too new for the index. At most 10 calls and one for each hundred keys, that for the statuses included. Of a collection
 * with more tasks than fit into these the newest are read: errors that people look at are new ones.
 */
export async function findByKeys(
  conduit: Conduit,
  clock: Clock,
  { collection, keys }: TaskKeys,
  options: CallOptions | undefined,
): Promise<(readonly [key: string, task: ManiphestTask])[]> {
  const markers = await Promise.all([...new Set(keys)].map((key) => markerOf({ collection, key })))
  const set = markers[0]?.set
  if (set === undefined) return []
  const isFew = markers.length <= FEW
  const [fresh, ...few] = await Promise.all([
    recent(conduit, clock.now(), options),
    ...(isFew ? markers : []).map(async ({ key }) => (await indexed(conduit, key, options)).data),
  ])
  const found = byWord([...fresh, ...few.flat()])
  let pagesLeft = isFew ? 0 : PAGES + Math.ceil(markers.length / 100)
  const pages = indexed(conduit, set, options).pages()
  while (pagesLeft > 0 && markers.some(({ key }) => !found.has(key))) {
    const { value: page } = await pages.next()
    if (!page) break
    byWord(page.data, found)
    pagesLeft -= 1
  }
  return [...new Set(keys)].flatMap((key, index) => {
    const task = found.get(markers[index]?.key ?? '')
    return task ? [[key, task] as const] : []
  })
}
