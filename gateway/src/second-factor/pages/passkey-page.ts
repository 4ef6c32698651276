import { html } from 'hono/html'
import { originOf } from '../../audit/security-log.ts'
import type { Answer } from '../../pages/answer.ts'
import { formOf, textOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField } from '../../pages/layout.ts'
import { notice } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { admitted } from '../admission.ts'
import { newChallenge, takeChallenge } from '../challenges.ts'
import { type EnrolmentBond, enrolmentBond } from '../enrolment.ts'
import { factorsOf } from '../factors.ts'
import { registeredPasskey, registrationCeremony } from '../passkeys.ts'
import { fields } from '../prove.ts'
import { finish, nameField, nameOf, startAgain } from './finish.ts'
import { passkeyButton, scriptHeaders } from './proof-fields.ts'
import { returnField, returnToOf } from './return-to.ts'

export async function beginPasskey(visit: Visit): Promise<Answer> {
  return admitted(visit, 'add a passkey', async () =>
    passkeyPage(visit, await enrolmentBond(visit, 'passkey')),
  )
}

export async function finishPasskey(visit: Visit): Promise<Answer> {
  const { gateway, request } = visit
  const form = formOf(request.body)
  const bond = await enrolmentBond(visit, 'passkey')
  const { webauthn } = (await takeChallenge(gateway, textOf(form, fields.challenge), bond)) ?? {}
  if (!webauthn) return startAgain
  const credential = await registeredPasskey(gateway.config, textOf(form, fields.passkey), webauthn)
  if (!credential) return passkeyPage(visit, bond, 'Your browser’s answer was not what it should be.')
  const name = nameOf(form)
  if (!name) return passkeyPage(visit, bond, 'Give the passkey a name of at most 80 characters.')
  return finish(visit, { kind: 'passkey', name, credential }, bond, originOf(request))
}

async function passkeyPage(visit: Visit, bond: EnrolmentBond, error?: string): Promise<Answer> {
  const { gateway, session, request } = visit
  const known = (await factorsOf(gateway, bond.userPhid)).filter((factor) => factor.kind === 'passkey')
  const ceremony = await registrationCeremony(gateway.config, session.account, known)
  const challenge = await newChallenge(gateway, bond, { webauthn: ceremony.challenge })
  return {
    status: error ? 422 : 200,
    headers: scriptHeaders,
    title: 'Set up a passkey',
    section: 'second-factor',
    width: 'narrow',
    body: html`<p class="small"><a href="${paths.secondFactor}">Back</a></p>
<h1>Set up a passkey</h1>
${error ? notice('bad', `Nothing is set up yet. ${error}`) : ''}
<p>Your browser asks where to keep it: on this device, on your telephone, or on a security key.</p>
<form class="card" method="post" action="${paths.secondFactor}passkey/finish">${csrfField(session)}${returnField(returnToOf(visit))}
<input type="hidden" name="${fields.challenge}" value="${challenge}">
${nameField(textOf(formOf(request.body), 'name') || 'Passkey')}
${passkeyButton('create', ceremony, 'Set it up')}</form>`,
  }
}
