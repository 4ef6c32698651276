import { useEffect, useId, useRef } from 'preact/hooks'
import type { ProjectChoice, TaskDraft } from '../../api.ts'
import { DescriptionField } from './description-field.tsx'
import { ProjectPicker } from './project-picker.tsx'

/** What the form holds. */
export interface Fields {
  readonly title: string
  readonly description: string
  readonly priority: string
  readonly projects: readonly ProjectChoice[]
}

/** As long as Maniphest takes. */
const TITLE_LENGTH = 255

export function CreateFields(props: {
  fields: Fields
  priorities: TaskDraft['priorities']
  onChange: (fields: Fields) => void
}) {
  const { fields, priorities, onChange } = props
  const change = (part: Partial<Fields>) => onChange({ ...fields, ...part })
  const title = useRef<HTMLInputElement>(null)
  const id = useId()
  useEffect(() => {
    // Browsers put the caret behind the text, and so would show only the end of a long title.
    title.current?.setSelectionRange(0, 0)
    title.current?.focus()
  }, [])
  return (
    <>
      <div class="field">
        <label for={`${id}-title`}>Title</label>
        <input
          id={`${id}-title`}
          ref={title}
          type="text"
          required
          maxLength={TITLE_LENGTH}
          autocomplete="off"
          value={fields.title}
          onInput={(event) => change({ title: event.currentTarget.value })}
        />
      </div>
      <DescriptionField value={fields.description} onChange={(description) => change({ description })} />
      <div class="field-pair">
        {priorities.length > 0 && (
          <div class="field">
            <label for={`${id}-priority`}>Priority</label>
            <select
              id={`${id}-priority`}
              value={fields.priority}
              onChange={(event) => change({ priority: event.currentTarget.value })}
            >
              {priorities.map(({ value, name }) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        )}
        <ProjectPicker chosen={fields.projects} onChange={(projects) => change({ projects })} />
      </div>
    </>
  )
}
