import { isScope, type Scope } from '../../access/scope.ts'
import type { Answer } from '../../pages/answer.ts'
import { formOf, textOf, textsOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { confirmed } from '../../second-factor/confirm.ts'
import { findApplication } from '../applications.ts'
import { authorOf } from '../author.ts'
import { allowable, changeRules, type RuleChange } from '../rule-changes.ts'
import { pathOf } from './applications-page.ts'
import { backOf, decodedPart, ownerOf } from './rules-back.ts'
import { reviewPage } from './rules-review.ts'

/** Saves what was reviewed, with a reason, unless somebody else has changed the same rules meanwhile. */
export async function saveRules(visit: Visit): Promise<Answer> {
  const form = formOf(visit.request.body)
  const back = backOf(form)
  const reason = textOf(form, 'reason').trim()
  const changes = await readChanges(visit, textsOf(form, 'change'))
  if (changes.length === 0) return { seeOther: back }
  if (reason === '') {
    const error = 'Say why: whoever looks into it later will want to know.'
    return reviewPage(visit, { changes, back, error })
  }
  const names = changes.map(({ application }) => `“${application.name}”`)
  const what = names.length > 3 ? `${names.length} applications` : names.join(', ')
  return confirmed(visit, { name: 'rules-change', sentence: `change the rules of ${what}` }, async () => {
    const stale = await changeRules(visit.gateway, changes, { author: authorOf(visit), reason })
    if (stale) return reviewPage(visit, { changes, back, reason, stale })
    const [only] = changes
    if (only && ownerOf(back) === only.application.clientId) {
      return { seeOther: `${pathOf(only.application)}?done=rules` }
    }
    return { seeOther: `${back}${back.includes('?') ? '&' : '?'}done=rules` }
  })
}

/** As the review wrote them: client identifier, change token, and each scope with its sign. */
async function readChanges({ gateway }: Visit, texts: readonly string[]): Promise<RuleChange[]> {
  const isAllowable = await allowable(gateway)
  const read = await Promise.all(
    texts.map(async (text): Promise<RuleChange[]> => {
      const [clientId = '', changeToken = '', ...signed] = text.split(' ')
      const application = await findApplication(gateway, decodedPart(clientId))
      if (!application) return []
      const allow = signedWith('+', signed).filter(isAllowable)
      return [{ application: { ...application, changeToken }, allow, takeAway: signedWith('-', signed) }]
    }),
  )
  return read.flat()
}

function signedWith(sign: '+' | '-', signed: readonly string[]): Scope[] {
  return signed
    .filter((text) => text.startsWith(sign))
    .map((text) => text.slice(1))
    .filter(isScope)
}
