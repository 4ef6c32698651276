import { useEffect, useId, useState } from 'preact/hooks'
import type { Answer, Failure } from '../answer.ts'
import { message } from '../localization/message.ts'
import type { NewTask } from '../messages.ts'
import type { Draft, Named, TaskSummary } from '../tasks.ts'
import { NamePicker } from './name-picker.tsx'
import { Notice } from './notice.tsx'
import { Preview } from './preview.tsx'
import { SimilarTasks } from './similar-tasks.tsx'

/** What the user has written so far: kept when the card is closed. */
export interface Writing {
  readonly title: string
  readonly description: string
  readonly priority: string
  readonly projects: readonly Named[]
  readonly assignee: readonly Named[]
  readonly subscribers: readonly Named[]
}

export function writingFrom({ title, description, projects, priorities }: Draft): Writing {
  const priority = priorities.find(({ isDefault }) => isDefault)?.value ?? ''
  return { title, description, priority, projects, assignee: [], subscribers: [] }
}

interface TaskFormProps {
  readonly draft: Draft
  readonly writing: Writing
  readonly onWrite: (writing: Writing) => void
  readonly find: (kind: 'people' | 'projects', words: string) => Promise<Answer<readonly Named[]>>
  readonly similar?: ((words: string) => Promise<Answer<readonly TaskSummary[]>>) | undefined
  readonly onLink?: ((task: TaskSummary, event: Event) => void) | undefined
  readonly isBusy: boolean
  readonly failure: Failure | undefined
  readonly onSignIn: (scopes: readonly string[]) => void
  readonly onCreate: (task: NewTask, event: Event) => void
}

/** The form for a new task. */
export function TaskForm(props: TaskFormProps) {
  const { draft, writing, onWrite, find, similar, isBusy, failure } = props
  const id = useId()
  const [isPreview, setPreview] = useState(false)
  const [others, setOthers] = useState<readonly TaskSummary[]>([])
  const write = (part: Partial<Writing>) => onWrite({ ...writing, ...part })

  useEffect(() => {
    similar?.(draft.title).then((answer) => setOthers(answer.ok ? answer.value : []))
  }, [])

  const submit = (event: Event) => {
    event.preventDefault()
    if (!isBusy) props.onCreate(taskFrom(writing), event)
  }

  return (
    <form class="stack" onSubmit={submit}>
      <SimilarTasks tasks={others} onLink={props.onLink} />
      <div class="field">
        <label for={`${id}-title`}>{message('field_title')}</label>
        <input
          id={`${id}-title`}
          required
          maxLength={255}
          value={writing.title}
          onInput={(event) => write({ title: event.currentTarget.value })}
        />
      </div>
      <div class="field">
        <div class="row spread">
          <label class="label" for={`${id}-description`}>
            {message('field_description')}
          </label>
          <button
            type="button"
            class="quiet small"
            aria-pressed={isPreview}
            onClick={() => setPreview(!isPreview)}
          >
            {message('action_preview')}
          </button>
        </div>
        {isPreview ? (
          <Preview remarkup={writing.description} />
        ) : (
          <textarea
            id={`${id}-description`}
            rows={6}
            value={writing.description}
            onInput={(event) => write({ description: event.currentTarget.value })}
          />
        )}
      </div>
      <div class="pair">
        <div class="field">
          <label for={`${id}-priority`}>{message('field_priority')}</label>
          <select
            id={`${id}-priority`}
            value={writing.priority}
            onChange={(event) => write({ priority: event.currentTarget.value })}
          >
            {draft.priorities.map(({ value, name }) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <NamePicker
          single
          label={message('field_assignee')}
          picked={writing.assignee}
          onPick={(assignee) => write({ assignee })}
          find={(words) => find('people', words)}
        />
        <NamePicker
          label={message('field_projects')}
          picked={writing.projects}
          onPick={(projects) => write({ projects })}
          find={(words) => find('projects', words)}
        />
        <NamePicker
          label={message('field_subscribers')}
          picked={writing.subscribers}
          onPick={(subscribers) => write({ subscribers })}
          find={(words) => find('people', words)}
        />
      </div>
      {failure && <Notice failure={failure} onSignIn={props.onSignIn} />}
      <div class="row spread actions">
        <p class="muted small">{message('as_author', draft.author)}</p>
        <button class="primary" type="submit" aria-disabled={isBusy}>
          {message(isBusy ? 'chip_creating' : 'action_create')}
        </button>
      </div>
    </form>
  )
}

function taskFrom({ title, description, priority, projects, assignee, subscribers }: Writing): NewTask {
  const phids = (names: readonly Named[]) => names.map(({ phid }) => phid)
  const [owner] = phids(assignee)
  return {
    title: title.trim(),
    description,
    projects: phids(projects),
    subscribers: phids(subscribers),
    ...(priority && { priority }),
    ...(owner && { owner }),
  }
}
