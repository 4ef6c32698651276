import { foundException } from './found-error.ts'
import { lineAt, lineOf } from './page-text.ts'
import type { Site } from './site.ts'

/** The page for an exception under `DEBUG = True`. Checked against the page of Django 3.2.25, run, and the template of 5, read. */
export const django: Site = {
  name: 'django',
  appliesTo: (document) => document.getElementById('browserTraceback') !== null,
  *findErrors(document) {
    const anchor = document.querySelector('#summary h1')
    if (!anchor) return
    const frames = [...document.querySelectorAll('#browserTraceback .frame code.fname')].map(
      (file) => `${lineOf(file)}${lineOf(file.nextSibling)}`,
    )
    const [type = ''] = lineOf(anchor).split(' ')
    const message = lineAt(document, '.exception_value')
    yield foundException({ kind: 'django', type, message, frames: frames.reverse(), anchor })
  },
}
