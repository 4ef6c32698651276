import { foundError } from './found-error.ts'
import { type IssueAddress, issueAt } from './issue-address.ts'
import { allLines, lineAt, lineOf } from './page-text.ts'
import type { FoundError, Site } from './site.ts'

function* inList(document: Document): Iterable<FoundError> {
  for (const row of document.querySelectorAll('[data-test-id="group"]')) {
    const title = row.querySelector('a[href*="/issues/"]')
    const issue = issueAt(title?.getAttribute('href'), document)
    if (!title || !issue) continue
    const header = row.querySelector('[data-test-id="event-issue-header"]')
    const culprit = lineAt(title, 'em')
    const type = lineOf(title).replace(culprit, '').trim()
    // The message stands beside the title's own block, where the layout has it there at all.
    const message = lineOf(header).slice(lineOf(header?.firstElementChild).length).trim()
    yield foundError({
      key: `sentry:${issue.id}`,
      title: [type, message].filter(Boolean).join(': '),
      description: culprit && `${type}\n${culprit}`,
      link: issue.link,
      anchor: header ?? title,
    })
  }
}

function* onPage(document: Document, { id, link }: IssueAddress): Iterable<FoundError> {
  const header = document.querySelector('#blk_router header')
  // `TypeError: message — organization — project — Sentry`
  const title = document.title.replace(/(?: [—-] [\w.-]+){2}(?: [—-] Sentry)?$/, '')
  if (!header) return
  const [type] = title.split(':')
  const frames = allLines(document, '[data-test-id="line"] [data-test-id="title"] > div:not(div ~ div)')
  yield foundError({
    key: `sentry:${id}`,
    title,
    description: [title, ...frames.map((frame) => `  ${frame}`)].join('\n'),
    link,
    anchor: [...header.querySelectorAll('h1, h3, span')].find((part) => lineOf(part) === type) ?? header,
  })
}

/**
 * Issue list and issue page. Checked against the source of getsentry/sentry (2024 to 2026: `stream/group.tsx`,
 * `streamGroupRow.tsx`, `eventOrGroupHeader.tsx`, `issueDetails/groupDetails.tsx`), read.
 */
export const sentry: Site = {
  name: 'sentry',
  appliesTo: (document) => document.getElementById('blk_router') !== null,
  findErrors(document) {
    const issue = issueAt(document.location.href, document)
    return issue ? onPage(document, issue) : inList(document)
  },
}
