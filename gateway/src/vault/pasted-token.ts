import type { Account } from '../backends/backend.ts'
import type { PhorgeSite } from '../backends/phorge/site.ts'

/** A token that somebody pasted: as it is, or what is wrong with it, as a sentence that repeats nothing of it. */
export type PastedToken = { readonly token: string } | { readonly wrong: string }

/** Checks that it is in force, and that it is this person's own. @throws {Unavailable} */
export async function readPastedToken(site: PhorgeSite, text: string, person: Account): Promise<PastedToken> {
  const token = text.trim()
  if (token === '') return { wrong: 'Paste the token here.' }
  if (/^clr-/.test(token)) return { wrong: 'This token is for a machine of the cluster, and not a person’s.' }
  if (!/^(?:api|cli)-[a-z0-9]{28}$/.test(token)) return { wrong: malformed(token) }
  const owner = await site.whoami({ apiToken: token })
  if ('error_code' in owner) {
    return {
      wrong:
        'Phorge does not take this token: it was terminated, or it is of another Phorge. Make a new one.',
    }
  }
  if (owner.phid !== person.phid) {
    return {
      wrong: `This token is ${owner.userName}’s, and you are signed in as ${person.userName}. With it everything would be recorded as done by ${owner.userName}: make one of your own.`,
    }
  }
  return { token }
}

function malformed(token: string): string {
  if (/\s/.test(token)) return 'There is a space or a line break in it. Copy the token alone.'
  if (/^(?:api|cli)-/.test(token)) {
    return `A token has 32 characters, and this has ${token.length}: part of it is missing, or there is more than the token.`
  }
  return 'This is no API token: one begins with “api-” and has 32 characters.'
}
