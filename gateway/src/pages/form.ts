import { html } from 'hono/html'
import type { Html } from './layout.ts'

/** A form's fields as formbody reads them: several fields of one name arrive as a list. */
export type Form = Readonly<Record<string, unknown>>

export function formOf(body: unknown): Form {
  return typeof body === 'object' && body !== null ? (body as Form) : {}
}

/** The text of a field; empty when it was not sent, the first one when it was sent twice. */
export function textOf(form: Form, name: string): string {
  const [value] = textsOf(form, name)
  return value ?? ''
}

export function textsOf(form: Form, name: string): string[] {
  const value = Object.hasOwn(form, name) ? form[name] : undefined
  return [value].flat().filter((item) => typeof item === 'string')
}

export function isTicked(form: Form, name: string): boolean {
  return textsOf(form, name).length > 0
}

export function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
}

export interface TextField {
  readonly name: string
  readonly label: string
  readonly value?: string
  readonly hint?: string | Html | undefined
  readonly error?: string | undefined
  /** How many lines; with more than one it is a text area. @default 1 */
  readonly rows?: number
  readonly required?: boolean
  readonly maxLength?: number
  readonly autocomplete?: string
  readonly type?: 'text' | 'password' | 'search'
  /** Which keys a telephone shows. */
  readonly inputMode?: 'numeric'
  readonly autofocus?: boolean
}

/** A labelled text field; hint and error are tied to it for screen readers. */
export function textField(field: TextField): Html {
  const { name, label, value = '', hint, error, rows = 1 } = field
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ')
  const attributes = html`id="${name}" name="${name}"${flag('required', field.required)}${flag('autofocus', field.autofocus)}${attribute('maxlength', field.maxLength)}${attribute('autocomplete', field.autocomplete)}${attribute('inputmode', field.inputMode)}${attribute('aria-describedby', described)}${attribute('aria-invalid', error && 'true')}`
  const control =
    rows > 1
      ? html`<textarea ${attributes} rows="${rows}" spellcheck="false">
${value}</textarea>`
      : html`<input ${attributes} type="${field.type ?? 'text'}" value="${value}">`
  return html`<div class="field"><label for="${name}">${label}</label>
${control}
${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ''}
${error ? html`<p class="error" id="${name}-error">${error}</p>` : ''}</div>`
}

export function flag(name: string, on: boolean | undefined): Html | '' {
  return on ? html` ${name}` : ''
}

function attribute(name: string, value: string | number | undefined): Html | '' {
  return value === undefined || value === '' ? '' : html` ${name}="${value}"`
}
