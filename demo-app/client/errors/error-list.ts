import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { ErrorPage, ErrorSummary, Refusal } from '../../api.ts'
import { type ErrorFilter, fetchErrors } from '../api.ts'
import { usePolling } from '../polling.ts'
import { listAddress } from '../router.tsx'
import { merge } from './merge.ts'

interface State {
  readonly phase: 'loading' | 'ready' | 'failed'
  /** The filter that the errors belong to. */
  readonly key: string
  readonly errors: readonly ErrorSummary[]
  readonly total: number
  readonly after: string | null
  /** Errors that came while the list was on screen. */
  readonly arrived: ReadonlySet<number>
  /** Why what is shown may be old. */
  readonly refusal?: Refusal
  readonly loadingMore: boolean
  /** Where programs report to. */
  readonly dsn?: string
}

export interface ErrorList extends State {
  readonly filtered: boolean
  loadMore(): Promise<void>
  retry(): void
}

const POLL = 10_000
/** Whoever looks at an empty list waits for the first error. */
const POLL_EMPTY = 2000
const NOTHING: State = {
  phase: 'loading',
  key: '',
  errors: [],
  total: 0,
  after: null,
  arrived: new Set(),
  loadingMore: false,
}

/** The errors that match a filter, newest first, kept current while the page is visible. */
export function useErrorList({ query, level }: ErrorFilter, isBusy: () => boolean): ErrorList {
  const [state, setState] = useState(NOTHING)
  const [attempt, setAttempt] = useState(0)
  const key = listAddress({ query, level })
  // Answers to the questions of an earlier filter are thrown away.
  const generation = useRef(0)

  useEffect(() => {
    const mine = ++generation.current
    const abort = new AbortController()
    setState((shown) => ({ ...shown, phase: 'loading' }))
    fetchErrors({ query, level }, null, abort.signal).then((outcome) => {
      if (mine !== generation.current) return
      if (outcome.ok) return setState({ ...NOTHING, ...outcome.value, key, phase: 'ready' })
      const { refusal } = outcome
      setState((shown) => ({ ...(shown.key === key ? shown : NOTHING), key, phase: 'failed', refusal }))
    })
    return () => abort.abort()
  }, [key, attempt])

  usePolling(
    async () => {
      const mine = generation.current
      const outcome = await fetchErrors({ query, level }, null)
      if (mine !== generation.current) return
      setState((shown) =>
        outcome.ok ? refreshed(shown, outcome.value, isBusy()) : stale(shown, outcome.refusal),
      )
    },
    state.phase === 'ready' && state.errors.length === 0 ? POLL_EMPTY : POLL,
  )

  const { after } = state
  const loadMore = useCallback(async () => {
    if (after === null) return
    const mine = generation.current
    setState((shown) => ({ ...shown, loadingMore: true }))
    const outcome = await fetchErrors({ query, level }, after)
    if (mine !== generation.current) return
    setState((shown) => {
      if (!outcome.ok) return { ...stale(shown, outcome.refusal), loadingMore: false }
      const known = new Set(shown.errors.map(({ id }) => id))
      const more = outcome.value.errors.filter(({ id }) => !known.has(id))
      return {
        ...current(shown),
        errors: [...shown.errors, ...more],
        total: outcome.value.total,
        after: outcome.value.after,
        loadingMore: false,
      }
    })
  }, [key, after])

  const retry = useCallback(() => setAttempt((count) => count + 1), [])
  const filtered = query !== '' || level !== ''
  return useMemo(() => ({ ...state, filtered, loadMore, retry }), [state, filtered, loadMore, retry])
}

function refreshed(shown: State, page: ErrorPage, busy: boolean): State {
  const first = shown.phase !== 'ready'
  const { errors, arrived } = merge(shown.errors, page.errors, busy)
  return {
    ...current(shown),
    phase: 'ready',
    errors,
    total: page.total,
    after: first ? page.after : shown.after,
    arrived: first ? new Set() : arrived,
  }
}

const stale = (shown: State, refusal: Refusal): State => ({ ...shown, refusal })

function current({ refusal: _, ...shown }: State): State {
  return shown
}
