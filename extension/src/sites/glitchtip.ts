import { bodyChild } from './body-child.ts'
import { foundError } from './found-error.ts'
import { type IssueAddress, issueAt } from './issue-address.ts'
import { allLines, lineAt, lineOf } from './page-text.ts'
import type { FoundError, Site } from './site.ts'

function* inList(document: Document): Iterable<FoundError> {
  for (const title of document.querySelectorAll('.title-cell a[href]')) {
    const issue = issueAt(title.getAttribute('href'), document)
    if (!issue) continue
    yield foundError({
      key: `glitchtip:${issue.id}`,
      title: lineOf(title),
      link: issue.link,
      anchor: title.parentElement ?? title,
    })
  }
}

function* onPage(document: Document, { id, link }: IssueAddress): Iterable<FoundError> {
  const heading = document.querySelector('gt-issue-detail-title, gt-list-title')
  if (!heading) return
  // Until 2022 type and message stood inside one heading, with the culprit between them.
  const type = lineAt(heading, '.mat-h1') || lineOf(heading)
  const message = lineOf(heading.querySelector('p') ?? document.querySelector('p.subtitle'))
  const frames = allLines(document, 'gt-frame-title').map((frame) => `  ${frame}`)
  const title = [type, message].filter(Boolean).join(': ')
  yield foundError({
    key: `glitchtip:${id}`,
    title,
    description: [title, lineAt(heading, '.mat-h3'), ...frames].filter(Boolean).join('\n'),
    link,
    anchor: heading.querySelector('h1, h2') ?? heading,
  })
}

/** Issue list and issue page. Checked against the templates of glitchtip-frontend of 2022 and of 2025, read. */
export const glitchTip: Site = {
  name: 'glitchtip',
  appliesTo: (document) => bodyChild(document, 'gt-root') !== undefined,
  findErrors(document) {
    const issue = issueAt(document.location.href, document)
    return issue ? onPage(document, issue) : inList(document)
  },
}
