import { html } from 'hono/html'
import { type Danger, dangerOf } from '../../access/danger.ts'
import { describeScope } from '../../access/describe.ts'
import type { Scope } from '../../access/scope.ts'
import { isEverywhere } from '../../addresses/ranges.ts'
import { flag } from '../../pages/form.ts'
import type { Html } from '../../pages/layout.ts'
import type { Application } from '../application.ts'
import { fieldDifferences, type ScopeDifference, scopeDifferences } from '../difference.ts'
import { pathOf } from './applications-page.ts'

/** The version that was approved before. */
export interface Before {
  readonly application: Application
  /** What it may do. */
  readonly allowed: ReadonlySet<Scope>
}

/** In what a proposal differs from the version before. Said in words: not by colour alone. */
export function differenceSection({ application: old, allowed }: Before, application: Application): Html {
  const fields = fieldDifferences(old, application)
  const scopes = scopeDifferences(allowed, application.requestedScopes)
  const count = (mark: ScopeDifference['mark']) => scopes.filter((one) => one.mark === mark).length
  return html`<section class="card"><h2>What is different from version <a href="${pathOf(old)}">${old.version}</a></h2>
<p>${count('added')} more methods, ${count('removed')} fewer, ${count('kept')} as before.</p>
${
  fields.length === 0
    ? html`<p class="muted">Nothing else is different.</p>`
    : html`<dl class="facts difference">${fields.map(
        ({ label, removed, added }) =>
          html`<dt>${label}</dt><dd>${removed.map((text) => html`<div><span class="muted">was</span> <del>${text}</del></div>`)}${added.map((text) => html`<div><span class="muted">now</span> <ins>${text}</ins></div>`)}</dd>`,
      )}</dl>`
}</section>`
}

/** The methods that are asked for, with a box to tick each, or without when it is decided. */
export function scopeChoices(
  { requestedScopes }: Application,
  before: Before | undefined,
  ticked: ReadonlySet<string> | undefined,
): Html {
  const differences = scopeDifferences(before?.allowed ?? new Set(), requestedScopes)
  const asked = differences.filter(({ mark }) => mark !== 'removed')
  const dropped = differences.filter(({ mark }) => mark === 'removed')
  if (asked.length === 0 && dropped.length === 0) return html`<p>Nothing but to learn who the user is.</p>`
  return html`<ul class="choices">${asked.map(({ scope, mark }) => {
    const text = scopeText(scope, before && (mark === 'added' ? 'new' : 'as before'))
    return ticked
      ? html`<li><label><input type="checkbox" name="scope" value="${scope}"${flag('checked', ticked.has(scope))}>${text}</label></li>`
      : html`<li>${text}</li>`
  })}</ul>
${
  dropped.length > 0
    ? html`<p>It asks no more for:</p><ul>${dropped.map(({ scope }) => html`<li><del>${describeScope(scope).sentence} <code>${scope}</code></del></li>`)}</ul>`
    : ''
}`
}

function scopeText(scope: Scope, mark: 'new' | 'as before' | undefined): Html {
  return html`<span>${describeScope(scope).sentence} ${dangerBadge(dangerOf(scope))}${mark === 'new' ? html` <span class="badge">New</span>` : ''}<br>
<code class="small">${scope}</code>${mark === 'as before' ? html` <span class="muted small">as before</span>` : ''}</span>`
}

const dangerTexts: Readonly<Record<Danger, { tone: string; text: string }>> = {
  read: { tone: 'good', text: 'Reads' },
  write: { tone: 'warn', text: 'Changes one thing' },
  wide: { tone: 'bad', text: 'Changes everything about it' },
  access: { tone: 'bad', text: 'Decides who may see or change' },
}

function dangerBadge(danger: Danger): Html {
  const { tone, text } = dangerTexts[danger]
  return html`<span class="badge ${tone}">${text}</span>`
}

/** What else it was proposed with. */
export function requestSection(application: Application): Html {
  const { redirectUris, callbackIsPrefix, addressRanges, origins, contact } = application
  const list = (values: readonly string[], none: string) =>
    values.length > 0
      ? html`${values.map((value, at) => html`${at > 0 ? html`<br>` : ''}<code>${value}</code>`)}`
      : none
  return html`<section class="card"><h2>How it was proposed</h2><dl class="facts">
<dt>Client ID</dt><dd><code>${application.clientId}</code></dd>
<dt>Kind</dt><dd>${application.kind === 'public' ? 'Public: no secret, PKCE required' : 'Confidential: has a client secret'}</dd>
<dt>Grant types</dt><dd>${application.grantTypes.join(', ')}</dd>
<dt>Redirect addresses</dt><dd>${list(redirectUris, 'none')}${callbackIsPrefix ? ' and all below' : ''}</dd>
<dt>May come from</dt><dd>${isEverywhere(addressRanges) ? 'everywhere' : list(addressRanges, 'nowhere')}</dd>
<dt>Origins</dt><dd>${list(origins, 'none')}</dd>
<dt>Contact</dt><dd>${contact ?? 'none'}</dd>
</dl></section>`
}
