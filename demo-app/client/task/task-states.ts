import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { ErrorSummary, Refusal, TaskState } from '../../api.ts'
import { fetchTaskStates } from '../api.ts'
import { usePolling } from '../polling.ts'

/** As much of an error as its task needs. */
export type ErrorReference = Pick<ErrorSummary, 'id' | 'type' | 'message' | 'task'>

/** Only what a task needs, since it may be stored. */
export const referenceTo = ({ id, type, message, task }: ErrorReference): ErrorReference => ({
  id,
  type,
  message,
  task,
})

export interface TaskStates {
  /** `undefined` until the first answer about an error that has a task. */
  of(error: ErrorReference): TaskState | undefined
  /** Takes over what the server answered to a change. */
  set(id: number, state: TaskState): void
  /** Asks the server anew. */
  check(ids: readonly number[]): Promise<void>
}

/** The most errors that one request may ask about. */
const AT_ONCE = 500
const POLL = 10_000
const POLL_CREATING = 2_000

/** The task states of the errors on screen, kept current. */
export function useTaskStates(ids: readonly number[]): TaskStates {
  const [states, setStates] = useState<ReadonlyMap<number, TaskState>>(new Map())
  const [failure, setFailure] = useState<Refusal>()
  const clock = useRef(0)
  // When the state that is shown was asked for: an answer to an earlier question must not replace it.
  const askedAt = useRef(new Map<number, number>())

  const take = useCallback((moment: number, answered: readonly (readonly [number, TaskState])[]) => {
    const news = answered.filter(([id]) => (askedAt.current.get(id) ?? 0) < moment)
    for (const [id] of news) askedAt.current.set(id, moment)
    setStates((known) => new Map([...known, ...news]))
  }, [])

  const set = useCallback((id: number, state: TaskState) => take(++clock.current, [[id, state]]), [take])

  const check = useCallback(
    async (wanted: readonly number[]) => {
      for (let start = 0; start < wanted.length; start += AT_ONCE) {
        const moment = ++clock.current
        const outcome = await fetchTaskStates(wanted.slice(start, start + AT_ONCE))
        if (!outcome.ok) return setFailure(outcome.refusal)
        setFailure(undefined)
        const answered = Object.entries(outcome.value.states)
        take(
          moment,
          answered.map(([id, state]) => [Number(id), state] as const),
        )
      }
    },
    [take],
  )

  const asked = useRef(new Set<number>())
  useEffect(() => {
    const fresh = ids.filter((id) => !asked.current.has(id))
    for (const id of fresh) asked.current.add(id)
    void check(fresh)
  }, [ids, check])

  const creating = ids.some((id) => states.get(id)?.kind === 'creating')
  usePolling(() => check(ids), creating ? POLL_CREATING : POLL)

  const of = useCallback(
    ({ id, task }: ErrorReference): TaskState | undefined => {
      const known = states.get(id)
      if (known) return known
      if (task === null) return { kind: 'none' }
      return failure && { kind: 'unknown', monogram: task, url: '', refusal: failure }
    },
    [states, failure],
  )
  return useMemo(() => ({ of, set, check }), [of, set, check])
}
