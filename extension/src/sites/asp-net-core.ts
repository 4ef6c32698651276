import { foundException } from './found-error.ts'
import { allLines, lineOf } from './page-text.ts'
import type { Site } from './site.ts'

/** The developer exception page. Checked against the source of ASP.NET Core 9 (`DeveloperExceptionPage/Views/ErrorPage.cshtml`), read. */
export const aspNetCore: Site = {
  name: 'asp-net-core',
  appliesTo: (document) => document.getElementById('stackpage') !== null,
  *findErrors(document) {
    const anchor = document.querySelector('.titleerror')
    const [, type, message = ''] = /^([\w.`]+): (.*)$/.exec(lineOf(anchor)) ?? []
    if (!anchor || !type) return
    const frames = allLines(document, '#stackpage > ul > li:first-child .frame h3')
    yield foundException({ kind: 'asp-net', type, message, frames, anchor })
  },
}
