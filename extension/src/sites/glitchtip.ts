import { bodyChild } from './body-child.ts'
import { foundError } from './found-error.ts'
import { allLines, lineAt, lineOf } from './page-text.ts'
import type { FoundError, Site } from './site.ts'
import { webAddress } from './web-address.ts'

const ISSUE = /\/issues\/(\d+)/

function* inList(document: Document): Iterable<FoundError> {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.title-cell a[href]')) {
    const [, id] = ISSUE.exec(link.pathname) ?? []
    if (!id) continue
    yield foundError({
      key: keyOf(id),
      title: lineOf(link),
      link: webAddress(link.pathname, document),
      anchor: link.parentElement ?? link,
    })
  }
}

function* onPage(document: Document, id: string): Iterable<FoundError> {
  const heading = document.querySelector('gt-issue-detail-title, gt-list-title')
  if (!heading) return
  // Until 2022 type and message stood inside one heading, with the culprit between them.
  const type = lineAt(heading, '.mat-h1') || lineOf(heading)
  const message = lineOf(heading.querySelector('p') ?? document.querySelector('p.subtitle'))
  const frames = allLines(document, 'gt-frame-title').map((frame) => `  ${frame}`)
  const title = [type, message].filter(Boolean).join(': ')
  yield foundError({
    key: keyOf(id),
    title,
    description: [title, lineAt(heading, '.mat-h3'), ...frames].filter(Boolean).join('\n'),
    link: webAddress(/^.*\/issues\/\d+/.exec(document.location.pathname)?.[0], document),
    anchor: heading.querySelector('h1, h2') ?? heading,
  })
}

const keyOf = (id: string): string => `glitchtip:${id}`

/** Issue list and issue page. Checked against the templates of glitchtip-frontend of 2022 and of 2025, read. */
export const glitchTip: Site = {
  name: 'glitchtip',
  appliesTo: (document) => bodyChild(document, 'gt-root') !== undefined,
  findErrors(document) {
    const [, id] = ISSUE.exec(document.location.pathname) ?? []
    return id ? onPage(document, id) : inList(document)
  },
}
