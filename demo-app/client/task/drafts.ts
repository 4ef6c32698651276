import { useCallback, useState } from 'preact/hooks'
import type { OpenDialog } from './tasks.tsx'

/** Where somebody was when they left for sign-in or consent. */
export interface Interrupted {
  readonly dialog: OpenDialog
  readonly address: string
}

const INTERRUPTED = 'error-viewer:interrupted'

/**
 * A form's fields, kept for this tab until `drop`: closing the dialog or a trip to sign-in loses nothing.
 * `undefined` until something was typed.
 */
export function useDraft<T>(key: string) {
  const name = `error-viewer:draft:${key}`
  const [draft, setDraft] = useState<T | undefined>(() => read<T>(name))
  const keep = useCallback(
    (value: T) => {
      setDraft(value)
      write(name, value)
    },
    [name],
  )
  const drop = useCallback(() => {
    setDraft(undefined)
    write(name, undefined)
  }, [name])
  return { draft, keep, drop }
}

export function leaveDialog(dialog: OpenDialog): void {
  write(INTERRUPTED, { dialog, address: location.pathname + location.search } satisfies Interrupted)
}

/** The dialog that was left for sign-in, once. */
export function takeInterrupted(): Interrupted | undefined {
  const interrupted = read<Interrupted>(INTERRUPTED)
  write(INTERRUPTED, undefined)
  return interrupted
}

function read<T>(name: string): T | undefined {
  try {
    const text = sessionStorage.getItem(name)
    return text === null ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}

function write(name: string, value: unknown): void {
  try {
    if (value === undefined) sessionStorage.removeItem(name)
    else sessionStorage.setItem(name, JSON.stringify(value))
  } catch {
    // Storage may be full or forbidden: what is typed then lives as long as its dialog.
  }
}
