import { useEffect, useId, useState } from 'preact/hooks'
import type { Answer } from '../answer.ts'
import { message } from '../localization/message.ts'
import type { Named } from '../tasks.ts'

interface NamePickerProps {
  readonly label: string
  readonly picked: readonly Named[]
  readonly onPick: (picked: readonly Named[]) => void
  readonly find: (words: string) => Promise<Answer<readonly Named[]>>
  /** @default many */
  readonly single?: boolean
}

/** Milliseconds of quiet after which what was typed is looked for. */
const QUIET = 200

/** The list may reach beyond what the card shows, and is itself longer than what it shows. */
function inSight(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' })
}

/** People or projects, found as one types: a combobox as the ARIA practices have it. */
export function NamePicker({ label, picked, onPick, find, single = false }: NamePickerProps) {
  const id = useId()
  const [words, setWords] = useState('')
  const [found, setFound] = useState<readonly Named[]>([])
  const [active, setActive] = useState(0)
  const offered = found.filter(({ phid }) => !picked.some((one) => one.phid === phid))
  const isOpen = words.trim() !== '' && offered.length > 0

  useEffect(() => {
    if (words.trim() === '') return setFound([])
    let isWanted = true
    const timer = setTimeout(async () => {
      const answer = await find(words)
      if (!isWanted) return
      setFound(answer.ok ? answer.value : [])
      setActive(0)
    }, QUIET)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [words])

  const pick = (name: Named | undefined) => {
    if (!name) return
    onPick(single ? [name] : [...picked, name])
    setWords('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Backspace' && words === '' && picked.length > 0) return onPick(picked.slice(0, -1))
    // A name half typed is no reason to send the form.
    if (event.key === 'Enter' && words !== '') event.preventDefault()
    if (!isOpen) return
    if (event.key === 'ArrowDown') setActive((active + 1) % offered.length)
    else if (event.key === 'ArrowUp') setActive((active + offered.length - 1) % offered.length)
    else if (event.key === 'Enter') pick(offered[active])
    else if (event.key === 'Escape') setWords('')
    else return
    event.preventDefault()
  }

  return (
    <div class="field picker">
      <label for={id}>{label}</label>
      {picked.length > 0 && (
        <ul class="picked">
          {picked.map((name) => (
            <li key={name.phid}>
              {name.handle}
              <button
                type="button"
                aria-label={message('action_remove', name.handle)}
                onClick={() => onPick(picked.filter(({ phid }) => phid !== name.phid))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {!(single && picked.length > 0) && (
        <input
          id={id}
          role="combobox"
          autocomplete="off"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-activedescendant={isOpen ? `${id}-${active}` : undefined}
          value={words}
          placeholder={message('picker_hint')}
          onInput={(event) => setWords(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      )}
      <div role="status" class="visually-hidden">
        {isOpen ? message('picker_found', String(offered.length)) : ''}
      </div>
      {isOpen && (
        <div role="listbox" id={`${id}-list`} aria-label={label}>
          {offered.map((name, at) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keys
            <div
              role="option"
              id={`${id}-${at}`}
              key={name.phid}
              ref={at === active ? inSight : null}
              tabIndex={-1}
              aria-selected={at === active}
              onClick={() => pick(name)}
            >
              {name.handle} <span class="muted">{name.name}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
