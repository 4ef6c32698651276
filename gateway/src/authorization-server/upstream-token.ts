import { html } from 'hono/html'
import { originOf } from '../audit/security-log.ts'
import { endToken, mintingPath, mintToken } from '../backends/phorge/same-origin/api-tokens.ts'
import type { Answer } from '../pages/answer.ts'
import { type Form, isTicked, textsOf } from '../pages/form.ts'
import { csrfField } from '../pages/layout.ts'
import { notice } from '../pages/notice.ts'
import { paths } from '../pages/paths.ts'
import { interactionPath, type Visit } from './interaction.ts'

/** In the form of the page that asks for the second factor. */
const ASKED = 'asked-for-second-factor'

/** Before a Phorge: whether no token is kept with which calls could be made for this person. */
export async function lacksToken({ gateway, session }: Visit): Promise<boolean> {
  return gateway.phorge !== undefined && !(await gateway.phorge.vault.hasToken(session.account.phid))
}

/** In own-origin only the person can bring a token: to the page for that, and back. */
export async function linkFirst(visit: Visit): Promise<Answer | undefined> {
  if (visit.gateway.phorge?.mode !== 'own-origin' || !(await lacksToken(visit))) return undefined
  const back = encodeURIComponent(interactionPath(visit.interaction.uid))
  return { seeOther: `${paths.phorgeToken}?return_to=${back}` }
}

/** In same-origin, has Phorge make a token, if none is kept. An answer: something else has to be done before. */
export async function obtainToken(visit: Visit, form: Form): Promise<Answer | undefined> {
  const { gateway, request } = visit
  const { phorge } = gateway
  if (phorge?.mode !== 'same-origin' || !(await lacksToken(visit))) return undefined
  const visitor = await phorge.visitors.visitorOf(request)
  if (!visitor) return { seeOther: interactionPath(visit.interaction.uid) }
  const minted = await mintToken(phorge.site, visitor)
  if ('needs' in minted) return secondFactorPage(visit, form)
  const before = await phorge.vault.keep({
    ...minted,
    userPhid: visitor.account.phid,
    origin: originOf(request),
  })
  if (before?.phorgeId !== undefined) await endToken(phorge.site, visitor, before.phorgeId)
  return undefined
}

/** The same form once more: what was chosen on the consent page is in it. */
function secondFactorPage({ interaction, session }: Visit, form: Form): Answer {
  const scopes = textsOf(form, 'scope').map(
    (scope) => html`<input type="hidden" name="scope" value="${scope}">`,
  )
  return {
    title: 'Your second factor',
    width: 'narrow',
    body: html`<h1>Phorge asks for your second factor</h1>
${isTicked(form, ASKED) ? notice('warn', 'Phorge has not seen it yet. Answer on its page, and go on here after that.') : ''}
<p>Your account is protected by one, and Phorge wants to see it before it makes an API token for you.</p>
<ol class="steps">
<li><a href="${mintingPath(session.account.phid)}" target="_blank" rel="noopener">Open Phorge’s page</a> and answer there. Right after a sign-in Phorge takes no new code for up to a minute and a half, and says how long.</li>
<li>When Phorge offers to generate a token, close that page: there is nothing more to do on it.</li>
<li>Come back here and go on.</li>
</ol>
<form class="card" method="post" action="${interactionPath(interaction.uid)}">
${csrfField(session)}${scopes}<input type="hidden" name="${ASKED}" value="yes">
<div class="row">
<button type="submit" name="decision" value="allow">Go on</button>
<button class="quiet" type="submit" name="decision" value="cancel">Cancel</button>
</div>
<p class="muted small">If that does not work, <a href="${paths.phorgeToken}?return_to=${encodeURIComponent(interactionPath(interaction.uid))}">paste an API token</a> instead.</p>
</form>`,
  }
}

/** Who is signed in at Phorge is signed in here. */
export const signOutAtPhorge: Answer = { seeOther: '/logout/' }
