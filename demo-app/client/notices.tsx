import { createContext } from 'preact'
import { useCallback, useContext, useRef, useState } from 'preact/hooks'
import { Icon } from './icons.tsx'

/** An outcome, told once: `T12 created`. */
export interface Notice {
  readonly text: string
  /** Takes it back: `Undo`. */
  readonly action?: { readonly label: string; readonly run: () => void }
}

const Tell = createContext<(notice: Notice) => void>(() => {})

/** Tells an outcome to eyes and to screen readers. */
export const useTell = () => useContext(Tell)

/** Long enough to read, and to reach its button. */
const SHOWN_FOR = 8_000

export function useNotices() {
  const [notices, setNotices] = useState<readonly (Notice & { id: number })[]>([])
  const next = useRef(1)
  const drop = useCallback((id: number) => setNotices((all) => all.filter((notice) => notice.id !== id)), [])
  const tell = useCallback((notice: Notice) => {
    const id = next.current++
    setNotices((all) => [...all.slice(-2), { ...notice, id }])
    setTimeout(() => drop(id), SHOWN_FOR)
  }, [])
  return { notices, tell, drop, Tell }
}

export function Notices({ notices, drop }: Pick<ReturnType<typeof useNotices>, 'notices' | 'drop'>) {
  return (
    <section class="notices" aria-label="Notifications" aria-live="polite">
      {notices.map(({ id, text, action }) => (
        <div class="notice" key={id}>
          <Icon name="check" />
          <span>{text}</span>
          {action && (
            <button
              type="button"
              class="button small"
              onClick={() => {
                drop(id)
                action.run()
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" class="button quiet icon-only" aria-label="Dismiss" onClick={() => drop(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </section>
  )
}
