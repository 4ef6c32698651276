import { useCallback, useState } from 'preact/hooks'
import { readTab, writeTab } from '../tab-storage.ts'

/**
 * A form's fields, kept for this tab until `drop`: closing the dialog or a trip to sign-in loses nothing.
 * `undefined` until something was typed.
 */
export function useDraft<T>(key: string) {
  const name = `draft:${key}`
  const [draft, setDraft] = useState<T | undefined>(() => readTab<T>(name))
  const keep = useCallback(
    (value: T) => {
      setDraft(value)
      writeTab(name, value)
    },
    [name],
  )
  const drop = useCallback(() => {
    setDraft(undefined)
    writeTab(name, undefined)
  }, [name])
  return { draft, keep, drop }
}
