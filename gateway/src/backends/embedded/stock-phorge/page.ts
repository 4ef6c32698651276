import type { FastifyReply } from 'fastify'
import { html } from 'hono/html'
import { stylesheetPath } from '../../../pages/assets.ts'
import type { Html } from '../../../pages/layout.ts'

export interface Dialog {
  readonly title: string
  readonly text: string | Html
  /** @default 200: most of Phorge's refusals are ordinary pages. */
  readonly status?: number
  /** Where the form goes; without one there is nothing to send. */
  readonly action?: string
  readonly csrf: string
  readonly hidden?: Readonly<Record<string, string>>
  readonly fields?: Html
  /** The text of the button that sends the form. */
  readonly submit?: string
  readonly links?: readonly { readonly text: string; readonly href: string }[]
}

/** Everything that asks or refuses is such a page, and its form has the fields that programs look for. */
export function sendDialog(
  reply: FastifyReply,
  { status = 200, title, ...dialog }: Dialog,
): Promise<unknown> {
  return sendPage(reply, status, title, html`<h1>${title}</h1>${dialogForm({ title, ...dialog })}`)
}

export function dialogForm({
  text,
  action,
  csrf,
  hidden = {},
  fields = html``,
  submit,
  links = [],
}: Dialog): Html {
  const target = action ? html` action="${action}"` : ''
  return html`<form class="card" method="POST"${target}>
<input type="hidden" name="__csrf__" value="${csrf}">
<input type="hidden" name="__form__" value="1">
<input type="hidden" name="__dialog__" value="1">
${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<p>${text}</p>
${fields}
${submit ? html`<button type="submit" name="__submit__">${submit}</button>` : ''}
${links.map((link) => html`<a class="button" href="${link.href}">${link.text}</a> `)}
</form>`
}

export async function sendPage(
  reply: FastifyReply,
  status: number,
  title: string,
  body: Html,
): Promise<unknown> {
  const page = await html`<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><title>${title}</title>
<link rel="stylesheet" href="${stylesheetPath}"></head>
<body><main class="regular">${body}</main></body></html>`
  return reply.code(status).type('text/html; charset=UTF-8').send(String(page))
}

/** What Phorge's own scripts read: the shield keeps other sites from running it as a script of theirs. */
export function sendShielded(reply: FastifyReply, payload: object): unknown {
  const json = JSON.stringify({ error: null, payload }).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e')
  return reply.type('text/plain; charset=UTF-8').send(`for (;;);${json}`)
}

/** An exception that nobody caught, as a page. */
export function sendFailure(reply: FastifyReply, text: string, csrf = ''): Promise<unknown> {
  return sendDialog(reply, { status: 500, title: 'Unhandled exception', text, csrf })
}

/** As bytes: to text the framework would add a charset, which Phorge's type does not have. */
export function sendJson(reply: FastifyReply, value: object): unknown {
  return reply.type('application/json').send(Buffer.from(JSON.stringify(value)))
}
