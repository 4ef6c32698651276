import { html } from 'hono/html'
import { presets } from '../../access/presets.ts'
import type { Scope } from '../../access/scope.ts'
import { flag, textField } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { paths } from '../../pages/paths.ts'
import type { Application } from '../applications.ts'
import type { RulesState } from './rules-page.ts'

interface Start {
  readonly application: Application
  readonly rules: ReadonlySet<Scope>
  readonly back: string
  readonly patterns: RulesState['patterns']
}

/** What one starts from: rules that fit many applications, and names and patterns. Open where nothing is allowed yet. */
export function rulesStart({ session }: Visit, { application, rules, back, patterns }: Start): Html {
  const begin = html`${csrfField(session)}<input type="hidden" name="back" value="${back}"><input type="hidden" name="application" value="${application.clientId}">`
  return html`<details class="card"${flag('open', rules.size === 0 || patterns !== undefined)}><summary>Start from a preset or a pattern</summary>
<form method="post" action="${paths.rules}change">${begin}
<fieldset><legend>Preset</legend><ul class="choices">${presets.map(
    ({ name, text, description }, index) =>
      html`<li><label><input type="radio" name="preset" value="${name}"${flag('checked', index === 0)}><span>${text}<br><span class="muted small">${description}.</span></span></label></li>`,
  )}</ul></fieldset>
<p class="row"><button type="submit" name="action" value="preset">Replace the rules by it</button> <button class="quiet" type="submit" name="action" value="preset-added">Add it to the rules</button></p></form>
<form method="post" action="${paths.rules}change">${begin}
${textField({ name: 'patterns', label: 'Names or patterns', value: patterns?.text ?? '', error: patterns?.error, autocomplete: 'off', hint: html`Such as <code>maniphest.*</code>, <code>*.search</code> or <code>maniphest.edit:*</code>. A pattern becomes a list when you save: a method that appears later is not allowed by it.` })}
<p><button class="quiet" type="submit" name="action" value="patterns">Allow these</button></p></form></details>`
}
