import { foundException } from './found-error.ts'
import { parseJavaTraces } from './java-trace.ts'
import { lineAt, lineOf, textOf } from './page-text.ts'
import type { Site } from './site.ts'

/** Spring Boot's Whitelabel page of both web stacks. Checked against the source of Spring Boot 4.2 (`ErrorMvcAutoConfiguration.java`, `AbstractErrorWebExceptionHandler.java`), read. */
export const spring: Site = {
  name: 'spring',
  appliesTo: (document) =>
    document.getElementById('created') !== null && lineAt(document, 'h1') === 'Whitelabel Error Page',
  *findErrors(document) {
    const anchor = document.querySelector('h1')
    const [status, ...details] = [...document.querySelectorAll('#created ~ div')]
    const [, error, code] = /\(type=(.*), status=(5\d\d)\)/.exec(lineOf(status)) ?? []
    if (!anchor || !code) return
    const stack = details.find((part) => part.getAttribute('style')?.includes('pre-wrap'))
    const trace = stack && parseJavaTraces([textOf(stack)])
    const message = lineOf(details.find((part) => part !== stack)) || code
    const place = document.location.pathname
    yield foundException({ kind: 'java', type: error, message, place, context: [place], ...trace, anchor })
  },
}
