import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import type { SessionAnswer } from '../../api.ts'
import { fetchSession } from '../api.ts'

export interface Session {
  /** `undefined` until the first answer. */
  readonly answer: SessionAnswer | undefined
  reload(): Promise<void>
}

/** Without an answer there is neither a name nor a button to sign in, so the question is put again. */
const RETRY = 3_000

/** Who is signed in; asked anew when somebody comes back to this tab, since another may have signed out. */
export function useSession(): Session {
  const [answer, setAnswer] = useState<SessionAnswer>()
  const [failures, setFailures] = useState(0)
  const reload = useCallback(async () => {
    const outcome = await fetchSession()
    if (outcome.ok) setAnswer(outcome.value)
    else setFailures((count) => count + 1)
  }, [])
  useEffect(() => {
    if (failures === 0) return
    const timer = setTimeout(reload, RETRY)
    return () => clearTimeout(timer)
  }, [failures, reload])
  useEffect(() => {
    void reload()
    const onVisibility = () => !document.hidden && void reload()
    document.addEventListener('visibilitychange', onVisibility)
    return () => document.removeEventListener('visibilitychange', onVisibility)
  }, [reload])
  return useMemo(() => ({ answer, reload }), [answer, reload])
}
