import { useEffect, useState } from 'preact/hooks'
import type { ProjectChoice, Refusal } from '../../api.ts'
import { searchProjects } from '../api.ts'

/** As long as somebody pauses between two letters. */
const PAUSE = 200

/** The projects that match what is being typed. */
export function useProjectSearch(text: string) {
  const query = text.trim()
  const [found, setFound] = useState<readonly ProjectChoice[]>([])
  const [refusal, setRefusal] = useState<Refusal>()
  const [searching, setSearching] = useState(false)
  useEffect(() => {
    setRefusal(undefined)
    setSearching(query !== '')
    if (query === '') return setFound([])
    const abort = new AbortController()
    const timer = setTimeout(async () => {
      const outcome = await searchProjects(query, abort.signal)
      if (abort.signal.aborted) return
      setSearching(false)
      setFound(outcome.ok ? outcome.value.projects : [])
      if (!outcome.ok) setRefusal(outcome.refusal)
    }, PAUSE)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [query])
  return { found, searching, refusal }
}
