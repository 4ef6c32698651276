import { foundError } from './found-error.ts'
import { textOf } from './page-text.ts'
import type { FoundError, Site } from './site.ts'
import { webAddress } from './web-address.ts'

const ERROR = '[data-conduit-key]'
const KEY_LIMIT = 200

type Part = 'title' | 'description' | 'link' | 'project' | 'chip'

/** What an error's element says of itself, or one within it: see docs/error-pages.md. */
function read(element: Element): FoundError | undefined {
  const key = element.getAttribute('data-conduit-key')?.trim() ?? ''
  if (!isKey(key)) return undefined
  const link = partOf(element, 'link')
  return foundError({
    key,
    title: wordsOf(partOf(element, 'title'), 'title') || key,
    description: wordsOf(partOf(element, 'description'), 'description'),
    link: webAddress(
      link?.getAttribute('data-conduit-link') || link?.getAttribute('href'),
      element.ownerDocument,
    ),
    project: slugOf(
      wordsOf(partOf(element, 'project') ?? element.closest('[data-conduit-project]'), 'project'),
    ),
    anchor: partOf(element, 'chip') ?? element,
  })
}

/** Keys end up as property names here and there: `constructor` and its like would be found where nothing is. */
function isKey(key: string): boolean {
  return key.length > 0 && key.length <= KEY_LIMIT && !/\p{C}/u.test(key) && !(key in Object.prototype)
}

/** The element that carries this part: the error's own or the first within it that belongs to no inner error. */
function partOf(element: Element, part: Part): Element | undefined {
  const selector = `[data-conduit-${part}]`
  if (element.matches(selector)) return element
  return [...element.querySelectorAll(selector)].find((inner) => inner.closest(ERROR) === element)
}

function wordsOf(element: Element | null | undefined, part: Part): string {
  return element?.getAttribute(`data-conduit-${part}`)?.trim() || textOf(element)
}

/** `backend` and `#backend` are the same project; anything with spaces is none. */
function slugOf(value: string): string | undefined {
  const [, slug] = /^#?([^\s#]{1,100})$/.exec(value) ?? []
  return slug && `#${slug}`
}

export const markup: Site = {
  name: 'markup',
  appliesTo: (document) => document.querySelector(ERROR) !== null,
  *findErrors(document) {
    for (const element of document.querySelectorAll(ERROR)) {
      const error = read(element)
      if (error) yield error
    }
  },
}
