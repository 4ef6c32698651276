import { foundException } from './found-error.ts'
import { parseJavaTraces } from './java-trace.ts'
import { textOf } from './page-text.ts'
import type { Site } from './site.ts'

/** Tomcat's page for an exception; pages with a status alone are bare server errors. Checked against Tomcat 10.1.60, run. */
export const tomcat: Site = {
  name: 'tomcat',
  appliesTo: (document) =>
    /^HTTP Status 5\d\d/.test(document.title) && document.querySelector('body > pre') !== null,
  *findErrors(document) {
    const anchor = document.querySelector('h1')
    const trace = parseJavaTraces([...document.querySelectorAll('body > pre')].map(textOf))
    if (anchor && trace) yield foundException({ kind: 'java', ...trace, anchor })
  },
}
