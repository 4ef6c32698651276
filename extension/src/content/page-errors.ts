import type { FoundError } from '../sites/site.ts'
import { sites } from '../sites/sites.ts'

/** The errors that this page shows now. Of two kinds of page that both apply, the first that finds any is right. */
export function* errorsOf(document: Document): Iterable<FoundError> {
  for (const site of sites) {
    if (!site.appliesTo(document)) continue
    let found = false
    for (const error of site.findErrors(document)) {
      found = true
      yield error
    }
    if (found) return
  }
}
