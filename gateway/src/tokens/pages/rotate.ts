import type { Answer } from '../../pages/answer.ts'
import { formOf, textOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { confirmed } from '../../second-factor/confirm.ts'
import { LONGEST_OVERLAP, rotateToken } from '../end.ts'
import { TokenRefusal } from '../refusal.ts'
import { authorOf, noSuchToken, tokenOf } from './own-token.ts'
import { secretNotice, showToken } from './token-page.ts'

/** A new secret is as good as a new token, and is asked for as one. */
export async function rotateFromForm(visit: Visit): Promise<Answer> {
  const token = await tokenOf(visit)
  if (!token || token.userPhid !== visit.session.account.phid) return noSuchToken
  const form = formOf(visit.request.body)
  const text = textOf(form, 'overlap')
  const refuse = (refusal: TokenRefusal) =>
    showToken(visit, token, { refused: { action: 'rotate', refusal, form } })
  if (!/^\d{1,4}$/.test(text)) {
    const message = `Write a whole number of minutes, 0 to ${LONGEST_OVERLAP}.`
    return refuse(new TokenRefusal('invalid', message, 'overlap'))
  }
  const sentence = `give the API token “${token.name}” a new secret`
  return confirmed(visit, { name: 'token-create', sentence }, async () => {
    const by = { author: authorOf(visit), reason: textOf(form, 'reason') }
    try {
      const made = await rotateToken(visit.gateway, token.phid, { ...by, overlapMinutes: Number(text) })
      const above = secretNotice(made.token, `“${token.name}” has a new secret.`)
      return showToken(visit, token, { above })
    } catch (error) {
      if (error instanceof TokenRefusal) return refuse(error)
      throw error
    }
  })
}
