import { useEffect, useState } from 'preact/hooks'
import type { ErrorDetail, Refusal } from '../../api.ts'
import { fetchError } from '../api.ts'
import { usePolling } from '../polling.ts'

const POLL = 10_000

/** One error with its stack, kept current. Both are `undefined` until the first answer. */
export function useErrorDetails(id: number) {
  const [error, setError] = useState<ErrorDetail>()
  const [refusal, setRefusal] = useState<Refusal>()
  const load = async (signal?: AbortSignal) => {
    const outcome = await fetchError(id, signal)
    if (signal?.aborted) return
    setRefusal(outcome.ok ? undefined : outcome.refusal)
    if (outcome.ok) setError(outcome.value)
  }
  useEffect(() => {
    const abort = new AbortController()
    void load(abort.signal)
    return () => abort.abort()
  }, [id])
  usePolling(() => load(), POLL)
  return { error, refusal, retry: () => void load() }
}
