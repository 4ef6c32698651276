import type { Conduit } from '../conduit.ts'
import type { RecordedChange } from '../methods/object.ts'
import { namesOf } from './names.ts'
import { clean, type Output } from './output.ts'
import { time } from './time.ts'

/** What was done to a token or an application, the newest first. */
export async function printHistory(
  output: Output,
  conduit: Conduit,
  changes: readonly RecordedChange[],
): Promise<void> {
  const names = await namesOf(
    conduit,
    changes.flatMap(({ authorPHID }) => authorPHID ?? []),
  )
  for (const { dateCreated, type, authorPHID, fields } of changes) {
    const author = authorPHID === null ? 'the gateway' : (names.get(authorPHID) ?? authorPHID)
    const reason = fields.reason === null ? '' : `: ${clean(fields.reason)}`
    await output.line(
      `  ${output.style('dim', time(dateCreated))}  ${clean(type)} by ${clean(author)}${reason}`,
    )
  }
}
