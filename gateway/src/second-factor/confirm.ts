import { originOf } from '../audit/security-log.ts'
import type { Answer } from '../pages/answer.ts'
import { type Form, formOf, textsOf } from '../pages/form.ts'
import type { Visit } from '../pages/guard.ts'
import type { Bond } from './challenges.ts'
import { factorsOf } from './factors.ts'
import { confirmPage, enrolFirstPage } from './pages/confirm-page.ts'
import { fields, prove } from './prove.ts'

/** Something that a person has to prove for, each time anew, that it is them. */
export interface SensitiveAction {
  /** A stable name: a proof for one is none for another. */
  readonly name:
    | 'token-create'
    | 'token-widen'
    | 'application-approve'
    | 'rules-change'
    | 'phorge-token-delete'
    | 'second-factor-add'
    | 'second-factor-remove'
    | 'recovery-codes-replace'
    | 'second-factor-methods'
  /** What will happen, as the end of “Confirm that you want to …”: `make the API token “deploy”`. */
  readonly sentence: string
  /** What belongs to it and is too long for a sentence: shown below it, one a line. */
  readonly details?: readonly string[]
}

/**
 * Does what a form asks for, once whoever sent it has proved with their second factor that it is them. Call it when the
 * form is known to be right; `perform` may be called much later than the first time, after another request with the same
 * fields. Who has no second factor is let through, unless the settings require one.
 *
 * The proof is bound to person, session, address, action and every field: another value is another question.
 */
export async function confirmed(
  visit: Visit,
  action: SensitiveAction,
  perform: () => Promise<Answer>,
): Promise<Answer> {
  const { gateway, session, request } = visit
  const factors = await factorsOf(gateway, session.account.phid)
  const kept = keptFields(formOf(request.body))
  if (factors.length === 0) {
    return gateway.config.secondFactor === 'required' ? enrolFirstPage(visit, action, kept) : perform()
  }
  const bond: Bond = {
    userPhid: session.account.phid,
    sessionDigest: session.digest,
    action: action.name,
    about: [request.url, action.sentence, action.details ?? [], kept],
  }
  const origin = originOf(request)
  const outcome = await prove(gateway, { bond, form: formOf(request.body), factors, origin })
  if (outcome.kind === 'proved') return perform()
  return confirmPage(visit, { action, kept, factors, bond, outcome })
}

const OWN_FIELDS: readonly string[] = ['csrf', ...Object.values(fields)]

/**
 * Name and value of what was typed, to be sent once more. Passwords are left out: no page repeats one. Browsers send
 * every line's end as CR LF, and read it from a page as LF.
 */
function keptFields(form: Form): [name: string, value: string][] {
  return Object.keys(form)
    .filter((name) => !OWN_FIELDS.includes(name) && !/password/i.test(name))
    .flatMap((name) =>
      textsOf(form, name).map((value): [string, string] => [name, value.replaceAll('\r\n', '\n')]),
    )
}
