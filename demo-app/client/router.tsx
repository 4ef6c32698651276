import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Level } from '../api.ts'
import type { ErrorFilter } from './api.ts'

export type Page =
  | ({ readonly name: 'list' } & ErrorFilter)
  | { readonly name: 'error'; readonly id: number }
  | { readonly name: 'nowhere' }

/** What a history entry remembers, so that Back returns to the same place of the list. */
interface Remembered {
  readonly scroll: number
  readonly focused: string
}

export const LEVELS: readonly Level[] = ['fatal', 'error', 'warning', 'info', 'debug']

/** The page that the address names, and the next one when it changes. */
export function usePage(): Page {
  const [page, setPage] = useState(() => pageOf(location))
  useEffect(() => {
    history.scrollRestoration = 'manual'
    const follow = (event: PopStateEvent) => {
      setPage(pageOf(location))
      if (isRemembered(event.state)) returnTo(event.state)
    }
    addEventListener('popstate', follow)
    return () => removeEventListener('popstate', follow)
  }, [])
  return page
}

/** Goes to another page of this application. */
export function navigate(href: string): void {
  const remembered: Remembered = { scroll: scrollY, focused: document.activeElement?.id ?? '' }
  history.replaceState(remembered, '')
  history.pushState(null, '', href)
  dispatchEvent(new PopStateEvent('popstate'))
  scrollTo(0, 0)
}

/** Changes the address of the page that is shown. */
export function replaceAddress(href: string): void {
  history.replaceState(null, '', href)
  dispatchEvent(new PopStateEvent('popstate'))
}

export function listAddress({ query, level }: ErrorFilter): string {
  const parameters = new URLSearchParams()
  if (query) parameters.set('query', query)
  if (level) parameters.set('level', level)
  return parameters.size > 0 ? `/?${parameters}` : '/'
}

/** A link that stays in this page, except where somebody asks for a new tab. */
export function Link(props: { href: string; id?: string; class?: string; children: ComponentChildren }) {
  const { href, children, ...attributes } = props
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    navigate(href)
  }
  return (
    <a href={href} {...attributes} onClick={follow}>
      {children}
    </a>
  )
}

function pageOf({ pathname, search }: Location): Page {
  if (pathname === '/') {
    const parameters = new URLSearchParams(search)
    const level = LEVELS.find((known) => known === parameters.get('level')) ?? ''
    return { name: 'list', query: parameters.get('query') ?? '', level }
  }
  const id = /^\/errors\/(\d+)\/?$/.exec(pathname)?.[1]
  return id ? { name: 'error', id: Number(id) } : { name: 'nowhere' }
}

function isRemembered(state: unknown): state is Remembered {
  return typeof state === 'object' && state !== null && 'scroll' in state && 'focused' in state
}

function returnTo({ scroll, focused }: Remembered): void {
  // After preact has drawn the page that the event asked for.
  setTimeout(() => {
    document.getElementById(focused)?.focus({ preventScroll: true })
    scrollTo(0, scroll)
  })
}
