import { html } from 'hono/html'
import { originOf } from '../../audit/security-log.ts'
import { recordVisit } from '../../audit/visit.ts'
import type { Answer } from '../../pages/answer.ts'
import { notFound } from '../../pages/error-pages.ts'
import type { Visit } from '../../pages/guard.ts'
import { icon } from '../../pages/icons.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { noticeOf } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { time } from '../../pages/time.ts'
import { confirmed } from '../confirm.ts'
import { remove } from '../enrolment.ts'
import { factorsOf, type SecondFactor } from '../factors.ts'
import { canHavePasskeys } from '../passkeys.ts'
import { countRecoveryCodes, makeRecoveryCodes } from '../recovery-codes.ts'
import { recoveryCodesPage } from './recovery-codes-page.ts'
import { returnField, returnToOf } from './return-to.ts'

const PATH = paths.secondFactor

const done = {
  added: 'The second factor is set up.',
  removed: 'The second factor is removed.',
}

/** Where people see what they prove with that it is them, add to it, and take away from it. */
export async function settingsPage(visit: Visit): Promise<Answer> {
  const { gateway, session, request } = visit
  const factors = await factorsOf(gateway, session.account.phid)
  const left = await countRecoveryCodes(gateway, session.account.phid)
  return {
    title: 'Second factor',
    section: 'second-factor',
    body: html`<h1>Second factor</h1>
${noticeOf(request.query, done)}
<p>Before something that matters (an API token, an application’s rules, a method that your administrator has marked) you
show one of these. Each time anew: what you confirm is one action, and nothing beside it.</p>
${
  factors.length === 0
    ? html`<p class="card muted">You have no second factor.${gateway.config.secondFactor === 'required' ? ' This gateway asks for one before such actions.' : ''}</p>`
    : html`<ul class="list">${factors.map((factor) => entry(visit, factor))}</ul>`
}
<section class="card"><h2>${factors.length === 0 ? 'Set one up' : 'Add another one'}</h2>
<div class="spread"><p><strong>Authenticator app</strong><br><span class="muted">An app on your telephone shows a new code every half minute.</span></p>
${button(visit, 'authenticator-app', 'Set up an app', factors.length === 0 ? '' : 'quiet')}</div>
${
  canHavePasskeys(gateway.config)
    ? html`<div class="spread"><p><strong>Passkey</strong><br><span class="muted">Your telephone, your computer or a security key answers for you. Nobody can make you give it to a wrong site.</span></p>
${button(visit, 'passkey', 'Set up a passkey', factors.length === 0 ? '' : 'quiet')}</div>`
    : ''
}</section>
${factors.length === 0 ? '' : recoveryCodes(visit, left)}`,
  }
}

function entry({ gateway, session }: Visit, factor: SecondFactor): Html {
  const now = gateway.now()
  const { id, name, createdAt, lastUsedAt } = factor
  return html`<li class="spread"><div>${icon(factor.kind === 'passkey' ? 'key' : 'clock')} <strong>${name}</strong><br>
<span class="muted small">${factor.kind === 'passkey' ? 'Passkey' : 'Authenticator app'} · set up ${time(createdAt, now)} · ${
    lastUsedAt === undefined ? 'never used' : html`last used ${time(lastUsedAt, now)}`
  }</span></div>
<form method="post" action="${PATH}${id}/remove">${csrfField(session)}
<button class="danger" type="submit" aria-label="Remove ${name}">Remove</button></form></li>`
}

function recoveryCodes(visit: Visit, left: number): Html {
  return html`<section class="card"><div class="spread"><h2>Recovery codes</h2><span class="badge ${left < 3 ? 'warn' : ''}">${left} left</span></div>
<div class="spread"><p>For when your telephone is lost. Each is good once. New ones end all of the old ones.</p>
${button(visit, 'recovery-codes', 'Make new ones', 'quiet')}</div></section>`
}

function button(visit: Visit, action: string, text: string, look: string): Html {
  return html`<form method="post" action="${PATH}${action}">${csrfField(visit.session)}${returnField(returnToOf(visit))}<button class="${look}" type="submit">${text}</button></form>`
}

export async function removeFactor(visit: Visit): Promise<Answer> {
  const { gateway, session, request } = visit
  const { id } = request.params as { id: string }
  const factors = await factorsOf(gateway, session.account.phid)
  const factor = factors.find((candidate) => candidate.id === id)
  if (!factor) return notFound('You have no such second factor.')
  const sentence = `remove the second factor “${factor.name}”`
  return confirmed(visit, { name: 'second-factor-remove', sentence }, async () => {
    await remove(gateway, factor, originOf(request))
    return { seeOther: `${PATH}?done=removed` }
  })
}

export async function replaceRecoveryCodes(visit: Visit): Promise<Answer> {
  const userPhid = visit.session.account.phid
  if ((await factorsOf(visit.gateway, userPhid)).length === 0) return { seeOther: PATH }
  const action = { name: 'recovery-codes-replace', sentence: 'make new recovery codes' } as const
  return confirmed(visit, action, async () => {
    const codes = await recordVisit(visit, { kind: 'recovery-codes-made' }, (inside) =>
      makeRecoveryCodes(inside, userPhid),
    )
    return recoveryCodesPage(visit, codes, 'Your new recovery codes')
  })
}
