import { html } from 'hono/html'
import { textField } from '../../pages/form.ts'
import type { Html } from '../../pages/layout.ts'

export function addressesField(value: string, error: string | undefined): Html {
  return textField({
    name: 'addresses',
    label: 'From which addresses (optional)',
    value,
    error,
    rows: 3,
    hint: html`One a line: an address such as <code>192.0.2.7</code>, or a range such as <code>192.0.2.0/24</code> or <code>2001:db8::/32</code>. Without any, the token can be used from everywhere.`,
  })
}
