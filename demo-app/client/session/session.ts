import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import type { SessionAnswer } from '../../api.ts'
import { fetchSession } from '../api.ts'

export interface Session {
  /** `undefined` until the first answer. */
  readonly answer: SessionAnswer | undefined
  reload(): Promise<void>
}

/** Who is signed in; asked anew when somebody comes back to this tab, since another may have signed out. */
export function useSession(): Session {
  const [answer, setAnswer] = useState<SessionAnswer>()
  const reload = useCallback(async () => {
    const outcome = await fetchSession()
    if (outcome.ok) setAnswer(outcome.value)
  }, [])
  useEffect(() => {
    void reload()
    const onVisibility = () => !document.hidden && void reload()
    document.addEventListener('visibilitychange', onVisibility)
    return () => document.removeEventListener('visibilitychange', onVisibility)
  }, [reload])
  return useMemo(() => ({ answer, reload }), [answer, reload])
}
