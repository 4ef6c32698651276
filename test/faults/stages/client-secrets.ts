import { paths } from '../../../gateway/src/pages/paths.ts'
import type { Known } from './ledger.ts'
import type { Fields } from './people.ts'
import { pick, type Scene } from './scene.ts'

/** The secret of an application, as it was shown this once. */
export interface ShownSecret extends Known {
  readonly clientId: string
}

/** Minutes that are offered on the page. */
const overlaps = [0, 60, 1440]

/**
 * Its owner replaces the secret by a program, or an administrator on the page. Of what is not decided yet there is no such
 * page.
 */
export async function replaceSecret(
  { owner, admin, ledger, random }: Scene,
  clientId: string,
  { isDecided = true } = {},
): Promise<void> {
  const overlap = pick(random, overlaps)
  const page = `${paths.applications}${clientId}/`
  const hidden = isDecided && random() < 0.5 ? await admin.open(page) : undefined
  const made = await ledger.attempt('replace the client secret', async (name) => {
    if (hidden) {
      const fields: Fields = [
        ['overlap', String(overlap)],
        ['reason', name],
      ]
      return shown(name, await admin.send(`${page}secret`, hidden, fields))
    }
    const body = { overlap_minutes: overlap, reason: name }
    return told(name, await owner.post(`/oauth2/client/${clientId}/reset_secret`, body))
  })
  if (made) ledger.clientSecrets.get(clientId)?.push(made)
}

/** The secret as a page shows it. */
export function shown(name: string, html: string): ShownSecret | undefined {
  const [, secret] = /aria-label="Client secret">([^<]+)</.exec(html) ?? []
  const [clientId = ''] = /app-[\w-]{36}/.exec(html) ?? []
  return secret ? { name, clientId, secret } : undefined
}

/** The secret as programs are told it. */
export function told(name: string, answer: Record<string, unknown> | undefined): ShownSecret | undefined {
  if (!answer) return undefined
  const { client_id: clientId = answer.clientID, client_secret: secret = answer.clientSecret } = answer
  return { name, clientId: String(clientId), secret: String(secret) }
}
