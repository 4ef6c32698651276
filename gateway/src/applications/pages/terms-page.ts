import { html } from 'hono/html'
import { recordVisit } from '../../audit/visit.ts'
import type { Gateway } from '../../gateway.ts'
import type { Answer } from '../../pages/answer.ts'
import { formOf, textField, textOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField } from '../../pages/layout.ts'
import { notice, noticeOf } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { currentTerms, saveTerms } from '../terms.ts'

const LONGEST = 20_000

/** For everybody: what is accepted by proposing an application. */
export async function termsPage(gateway: Gateway): Promise<Answer> {
  const terms = await currentTerms(gateway)
  return {
    title: 'Terms for applications',
    body: html`<h1>Terms for applications</h1>
${
  terms
    ? html`<pre class="terms" tabindex="0">${terms.text}</pre>
<p class="muted small">Version <code>${terms.version}</code>. Programs read it at <a href="/oauth2/client/terms"><code>/oauth2/client/terms</code></a>.</p>`
    : html`<p class="card muted">There are none.</p>`
}`,
  }
}

/** Where an administrator writes them. */
export async function editTermsForm(visit: Visit): Promise<Answer> {
  const text = (await currentTerms(visit.gateway))?.text ?? ''
  return formPage(visit, text)
}

export async function saveTermsFromForm(visit: Visit): Promise<Answer> {
  const text = textOf(formOf(visit.request.body), 'text').replaceAll('\r\n', '\n').trim()
  if (text.length > LONGEST)
    return formPage(visit, text, `At most ${LONGEST} characters; these are ${text.length}.`)
  await recordVisit(visit, { kind: 'terms-changed' }, (inside) => saveTerms(inside, text))
  return { seeOther: `${paths.editTerms}?done=saved` }
}

function formPage({ session, request }: Visit, text: string, error?: string): Answer {
  return {
    status: error ? 422 : 200,
    title: 'Terms',
    section: 'admin',
    body: html`<p class="small"><a href="${paths.proposals}">Proposals</a></p>
<h1>Terms for applications</h1>
${error ? notice('bad', 'Nothing is saved yet.') : noticeOf(request.query, { saved: 'The terms are saved. They hold for proposals from now on.' })}
<p>Who proposes an application has to accept this text, <a href="${paths.terms}">which everybody can read</a>. Empty: nothing has to be accepted.</p>
<form class="card" method="post" action="${paths.editTerms}">${csrfField(session)}
${textField({ name: 'text', label: 'Terms', value: text, error, rows: 12 })}
<button type="submit">Save</button></form>`,
  }
}
