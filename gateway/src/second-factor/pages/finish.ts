import { html } from 'hono/html'
import type { RequestOrigin } from '../../audit/security-log.ts'
import type { Answer } from '../../pages/answer.ts'
import { type Form, textField, textOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import type { Html } from '../../pages/layout.ts'
import { paths } from '../../pages/paths.ts'
import { type EnrolmentBond, enrol, type NewFactor } from '../enrolment.ts'
import { recoveryCodesPage } from './recovery-codes-page.ts'
import { returnToOf } from './return-to.ts'

const LONGEST_NAME = 80

/** `undefined` when it is empty or too long. */
export function nameOf(form: Form): string | undefined {
  const name = textOf(form, 'name').trim()
  return name && name.length <= LONGEST_NAME ? name : undefined
}

export function nameField(value: string, error?: string): Html {
  return textField({
    name: 'name',
    label: 'Name',
    value,
    error,
    hint: 'So that you know it again.',
    required: true,
    maxLength: LONGEST_NAME,
    autocomplete: 'off',
  })
}

/** The last step of setting one up. */
export async function finish(
  visit: Visit,
  factor: NewFactor,
  bond: EnrolmentBond,
  origin: RequestOrigin,
): Promise<Answer> {
  const enrolled = await enrol(visit.gateway, factor, bond, origin)
  if (!enrolled.done) return startAgain
  const { recoveryCodes } = enrolled
  if (recoveryCodes) return recoveryCodesPage(visit, recoveryCodes, 'Your recovery codes')
  return { seeOther: returnToOf(visit) ?? `${paths.secondFactor}?done=added` }
}

export const startAgain: Answer = {
  status: 409,
  title: 'Begin anew',
  section: 'second-factor',
  width: 'narrow',
  body: html`<h1>Please begin anew</h1>
<p>Setting up took longer than five minutes, was done already, or another second factor came in between. Nothing was
changed by this.</p>
<p><a class="button" href="${paths.secondFactor}">Begin anew</a></p>`,
}
