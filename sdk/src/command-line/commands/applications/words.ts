import type { Conduit } from '../../../conduit.ts'
import { NotFoundError } from '../../../errors.ts'
import type { OAuthApplication } from '../../../methods/application.ts'
import { UsageError } from '../../failure.ts'
import { clean } from '../../output.ts'

/** The application that a word names, as it is now. @throws {UsageError} @throws {NotFoundError} */
export async function findApplication(conduit: Conduit, word: string) {
  const attachments = { rules: true, history: true } as const
  const [found] = await conduit.application.search({ constraints: constraintsOf(word), attachments }).all()
  if (found) return found
  throw new NotFoundError(`There is no application ${word} that you can see.`)
}

/** @throws {UsageError} */
export function applicationIn([word, ...more]: readonly string[]): string {
  if (word !== undefined && more.length === 0) return word
  throw new UsageError(
    'One application is named.',
    'Run phorge-conduit applications list, and give the number that stands first.',
  )
}

function constraintsOf(word: string) {
  if (/^[1-9]\d{0,14}$/.test(word)) return { ids: [Number(word)] }
  if (/^PHID-OASC-\w+$/.test(word)) return { phids: [word as `PHID-OASC-${string}`] }
  return { clientIDs: [word] }
}

/** The shape is ours: `call application.search` shows what the server says. */
export function shownApplication({ id, phid, fields }: OAuthApplication) {
  return { id, phid, ...fields }
}

/** `Error viewer 1.0` */
export function titleOf({ fields }: OAuthApplication): string {
  return clean(`${fields.name} ${fields.version}`)
}
