import { foundError } from './found-error.ts'
import { allLines, lineAt, lineOf } from './page-text.ts'
import type { FoundError, Site } from './site.ts'
import { webAddress } from './web-address.ts'

const ISSUE = /\/issues\/(\d+)(?:\/|$)/

function* inList(document: Document): Iterable<FoundError> {
  for (const row of document.querySelectorAll('[data-test-id="group"]')) {
    const link = row.querySelector('a[href*="/issues/"]')
    const anchor = row.querySelector('[data-test-id="event-issue-header"]')
    const [, id] = ISSUE.exec(link?.getAttribute('href') ?? '') ?? []
    if (!link || !id) continue
    const culprit = lineAt(link, 'em')
    const title = lineOf(link).replace(culprit, '').trim()
    // The message stands beside the title's own block, where the layout has it there at all.
    const message = anchor ? lineOf(anchor).slice(lineOf(anchor.firstElementChild).length).trim() : ''
    yield foundError({
      key: keyOf(id),
      title: [title, message].filter(Boolean).join(': '),
      description: culprit && `${title}\n${culprit}`,
      link: pageOf(link.getAttribute('href'), document),
      anchor: anchor ?? link,
    })
  }
}

function* onPage(document: Document, id: string): Iterable<FoundError> {
  const header = document.querySelector('#blk_router header')
  // `TypeError: message — organization — project — Sentry`
  const title = document.title.replace(/(?: [—-] [\w.-]+){2}(?: [—-] Sentry)?$/, '')
  if (!header) return
  const [type] = title.split(':')
  const frames = allLines(document, '[data-test-id="line"] [data-test-id="title"] > div:not(div ~ div)')
  yield foundError({
    key: keyOf(id),
    title,
    description: [title, ...frames.map((frame) => `  ${frame}`)].join('\n'),
    link: pageOf(document.location.href, document),
    anchor: [...header.querySelectorAll('h1, h3, span')].find((part) => lineOf(part) === type) ?? header,
  })
}

/** The number in an issue's address stays when its project is renamed, and is on every kind of page; a short id is not. */
const keyOf = (id: string): string => `sentry:${id}`

/** The issue's own page, without the event and the filters that somebody came from. */
function pageOf(href: string | null, document: Document): string | undefined {
  const address = webAddress(href, document)
  return address?.replace(/(\/issues\/\d+).*$/, '$1/')
}

/**
 * Issue list and issue page. Checked against the source of getsentry/sentry (2024 to 2026: `stream/group.tsx`,
 * `streamGroupRow.tsx`, `eventOrGroupHeader.tsx`, `issueDetails/groupDetails.tsx`), read.
 */
export const sentry: Site = {
  name: 'sentry',
  appliesTo: (document) => document.getElementById('blk_router') !== null,
  findErrors(document) {
    const [, id] = ISSUE.exec(document.location.pathname) ?? []
    return id ? onPage(document, id) : inList(document)
  },
}
