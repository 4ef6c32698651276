import { useId, useRef, useState } from 'preact/hooks'
import type { ProjectChoice } from '../../api.ts'
import { Icon } from '../icons.tsx'
import { useProjectSearch } from './project-search.ts'

/** Projects, found while typing: an editable combobox with a list (ARIA 1.2), and a chip for each choice. */
export function ProjectPicker(props: {
  chosen: readonly ProjectChoice[]
  onChange: (chosen: readonly ProjectChoice[]) => void
}) {
  const { chosen, onChange } = props
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const search = useProjectSearch(text)
  const found = search.found.filter(({ phid }) => !chosen.some((project) => project.phid === phid))
  const open = text.trim() !== ''
  const current = found[Math.min(active, found.length - 1)]
  const id = useId()

  const choose = (project: ProjectChoice) => {
    onChange([...chosen, project])
    setText('')
    setActive(0)
    input.current?.focus()
  }
  const remove = (phid: string) => {
    onChange(chosen.filter((project) => project.phid !== phid))
    input.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const last = chosen.at(-1)
    if (event.key === 'Backspace' && text === '' && last) return remove(last.phid)
    if (!open || !KEYS.has(event.key)) return
    // Enter must not submit the form, nor Escape close the dialog, while the list is open.
    event.preventDefault()
    if (event.key === 'Enter' && current) choose(current)
    if (event.key === 'Escape') setText('')
    if (event.key === 'ArrowDown') setActive((active + 1) % Math.max(1, found.length))
    if (event.key === 'ArrowUp') setActive((active + found.length - 1) % Math.max(1, found.length))
  }

  return (
    <div class="field picker">
      <label for={`${id}-input`}>Projects</label>
      <div class="picker-box">
        {chosen.map(({ phid, name }) => (
          <span class="tag" key={phid}>
            {name}
            <button type="button" aria-label={`Remove ${name}`} onClick={() => remove(phid)}>
              <Icon name="close" />
            </button>
          </span>
        ))}
        <input
          id={`${id}-input`}
          ref={input}
          role="combobox"
          type="text"
          autocomplete="off"
          placeholder={chosen.length === 0 ? 'Search projects' : ''}
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-activedescendant={open && current ? `${id}-${current.phid}` : undefined}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {open && (
        <div class="picker-list" role="listbox" id={`${id}-list`} aria-label="Projects">
          {found.map((project) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the combobox
            <div
              key={project.phid}
              id={`${id}-${project.phid}`}
              role="option"
              aria-selected={project === current}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(project)}
            >
              {project.name}
              {project.slug && <span class="slug">#{project.slug}</span>}
            </div>
          ))}
        </div>
      )}
      {open && (
        <p class="hint" role="status">
          {search.refusal?.message ?? describe(found.length, search.searching)}
        </p>
      )}
    </div>
  )
}

const KEYS = new Set(['Enter', 'Escape', 'ArrowDown', 'ArrowUp'])

function describe(count: number, searching: boolean): string {
  if (searching) return 'Searching…'
  if (count === 0) return 'No project matches.'
  return count === 1 ? '1 project' : `${count} projects`
}
