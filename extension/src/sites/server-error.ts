import { foundException } from './found-error.ts'
import { lineAt, lineOf } from './page-text.ts'
import type { Site } from './site.ts'

/** `502 Bad Gateway` and the like, a number alone, or the words alone; `500 miles` is a song. */
const STATUS =
  /^(?:HTTP (?:Status|Error) )?(5\d\d\b(?:\W*$|.{0,40}\b(?:Error|Gateway|Unavailable|Implemented|Time-?out|Fail\w*)\b.{0,20})|(?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)$)/i
/** Where nothing answers the proxy, every address of the site shows the same error. */
const NOTHING_BEHIND = /^50[234]|Gateway|Unavailable/i

/** A page that a person made has more to it. */
const ELEMENTS_LIMIT = 40

function statusOf(document: Document): { readonly status: string; readonly anchor: Element } | undefined {
  const { body } = document
  if (!body || body.getElementsByTagName('*').length > ELEMENTS_LIMIT) return undefined
  // A server that sends text alone has it shown in a `pre`.
  const anchor = body.querySelector('h1, h2, pre') ?? body
  const [, status] = STATUS.exec(document.title) ?? STATUS.exec(lineOf(anchor)) ?? []
  return status ? { status, anchor } : undefined
}

/**
 * The page that a server or proxy makes where the application behind it has none. Checked against nginx 1.22.1,
 * Apache 2.4.71, Tomcat 10.1.60 and Werkzeug 3.1.8, run, and IIS's pages as they are quoted in public. Caddy sends no page.
 */
export const serverError: Site = {
  name: 'server-error',
  appliesTo: (document) => statusOf(document) !== undefined,
  *findErrors(document) {
    const { status = '', anchor } = statusOf(document) ?? {}
    if (!anchor) return
    const { pathname, origin } = document.location
    // Without its version, which is nobody's business.
    const [, server = ''] = /^([\w ]{2,30})\//.exec(lineAt(document, 'hr ~ center, address, hr ~ h3')) ?? []
    yield foundException({
      kind: 'server-error',
      type: status.replace(/[–—-] /, ''),
      message: server,
      place: NOTHING_BEHIND.test(status) ? '' : pathname,
      context: [origin + pathname],
      anchor,
    })
  },
}
