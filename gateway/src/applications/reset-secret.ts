import type { Gateway } from '../gateway.ts'
import { type Application, findApplication } from './applications.ts'
import { type Author, partiesOf } from './author.ts'
import { changeApplication } from './changes.ts'
import { replaceClientSecret } from './client-secrets.ts'
import { noSuchApplication, type Refused, stale } from './decide.ts'
import { detailOf } from './propose.ts'

/** Minutes: a week. */
export const LONGEST_OVERLAP = 7 * 24 * 60

export type SecretReset =
  | { readonly application: Application; readonly clientSecret: string }
  | { readonly refused: Refused }

/** Gives an application a new secret; the old one stays good for so many minutes. Its owner may, and administrators. */
export async function resetSecret(
  gateway: Gateway,
  clientId: string,
  { overlapMinutes, reason }: { readonly overlapMinutes: number; readonly reason?: string | undefined },
  author: Author,
): Promise<SecretReset> {
  const application = await findApplication(gateway, clientId)
  if (!application) return { refused: noSuchApplication }
  if ((await partiesOf(gateway, author, application)).length === 0) {
    return { refused: { code: 'forbidden', message: 'This application is somebody else’s.' } }
  }
  if (application.kind === 'public') {
    return { refused: { code: 'fields', message: 'A public application has no secret.' } }
  }
  let clientSecret = ''
  const changed = await changeApplication(gateway, {
    seen: application,
    entries: [{ type: 'secret', new: { overlapMinutes } }],
    event: { kind: 'client-secret-replaced', detail: `${detailOf(application)} (${overlapMinutes} min)` },
    author,
    reason: reason?.trim(),
    perform: async (inside) => {
      clientSecret = await replaceClientSecret(inside, clientId, { overlapMinutes })
    },
  })
  if ('meanwhile' in changed) return { refused: stale(changed.meanwhile) }
  return { application: changed.application, clientSecret }
}
