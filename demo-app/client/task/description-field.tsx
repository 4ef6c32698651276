import { useId, useState } from 'preact/hooks'
import { Remarkup } from '../remarkup/remarkup.tsx'

const TABS = ['Write', 'Preview'] as const

/** A text area and what Maniphest will make of its text. */
export function DescriptionField(props: { value: string; onChange: (value: string) => void }) {
  const [shown, setShown] = useState<(typeof TABS)[number]>('Write')
  const id = useId()

  const turn = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    const other = shown === 'Write' ? 'Preview' : 'Write'
    setShown(other)
    document.getElementById(`${id}-${other}`)?.focus()
  }

  return (
    <div class="field description">
      <div class="field-head">
        <label for={`${id}-text`}>Description</label>
        <div role="tablist" aria-label="Description" class="tabs">
          {TABS.map((tab) => (
            <button
              key={tab}
              type="button"
              role="tab"
              id={`${id}-${tab}`}
              aria-selected={shown === tab}
              aria-controls={`${id}-panel`}
              tabIndex={shown === tab ? 0 : -1}
              onClick={() => setShown(tab)}
              onKeyDown={turn}
            >
              {tab}
            </button>
          ))}
        </div>
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${shown}`}>
        {shown === 'Write' ? (
          <textarea
            id={`${id}-text`}
            rows={12}
            spellcheck={false}
            value={props.value}
            onInput={(event) => props.onChange(event.currentTarget.value)}
          />
        ) : (
          <Remarkup text={props.value} />
        )}
      </div>
    </div>
  )
}
