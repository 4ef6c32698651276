import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Failure } from '../answer.ts'
import { browser } from '../browser.ts'
import { message } from '../localization/message.ts'
import type { NewTask } from '../messages.ts'
import { ask } from '../pages/ask.ts'
import type { Server } from '../settings.ts'
import { Notice } from '../task-form/notice.tsx'
import { TaskForm, type Writing, writingFrom } from '../task-form/task-form.tsx'
import type { Draft, TaskSummary } from '../tasks.ts'
import type { ShownPage } from './shown-page.ts'

interface PageDraftFormProps {
  readonly page: ShownPage
  readonly servers: readonly Server[]
  readonly server: string
  readonly onBack: () => void
}

/** A task about any page: its title, its address, what is selected on it, and a picture of it if the user wants. */
export function PageDraftForm({ page, servers, onBack, ...props }: PageDraftFormProps) {
  const [server, setServer] = useState(props.server)
  const [draft, setDraft] = useState<Draft>()
  const [writing, setWriting] = useState<Writing>()
  const [hasPicture, setPicture] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const [created, setCreated] = useState<TaskSummary>()
  // Pressed twice it is still one task.
  const key = useMemo(() => crypto.randomUUID(), [])

  useEffect(() => {
    setFailure(undefined)
    ask({ intent: 'choices', server }).then((answer) => {
      if (!answer.ok) return setFailure(answer.failure)
      const draft = { ...answer.value, ...draftOf(page), projects: [], server }
      setDraft(draft)
      setWriting((written) => written ?? writingFrom(draft))
    })
  }, [server])

  const create = async (task: NewTask) => {
    setBusy(true)
    setFailure(undefined)
    const picture = hasPicture ? await pictureOf(page) : undefined
    if (hasPicture && !picture) {
      setBusy(false)
      return setFailure({
        code: 'refused',
        message: message('no_picture'),
        remedy: message('no_picture_remedy'),
      })
    }
    const answer = await ask({ intent: 'create-from-page', server, key, task, ...(picture && { picture }) })
    setBusy(false)
    if (answer.ok) setCreated(answer.value)
    else setFailure(answer.failure)
  }
  const signIn = async (scopes: readonly string[]) => {
    const answer = await ask({ intent: 'sign-in-to', url: server, scopes: [...scopes] })
    setFailure(answer.ok ? undefined : answer.failure)
  }

  if (created) {
    return (
      <p class="notice good" role="status">
        {message('said_created', created.monogram)}{' '}
        <a href={created.url} target="_blank" rel="noreferrer">
          {message('action_open')}
        </a>
      </p>
    )
  }
  return (
    <div class="stack">
      <div class="row spread">
        <h1>{message('draft_title')}</h1>
        <button type="button" class="quiet small" onClick={onBack}>
          {message('action_back')}
        </button>
      </div>
      {servers.length > 1 && (
        <label class="field">
          <span class="label">{message('field_tasks_in')}</span>
          <select value={server} onChange={(event) => setServer(event.currentTarget.value)}>
            {servers.map(({ url }) => (
              <option key={url} value={url}>
                {new URL(url).host}
              </option>
            ))}
          </select>
        </label>
      )}
      {draft && writing ? (
        <>
          <label class="check">
            <input
              type="checkbox"
              checked={hasPicture}
              onChange={(event) => setPicture(event.currentTarget.checked)}
            />
            <span>{message('with_picture')}</span>
          </label>
          <TaskForm
            draft={draft}
            writing={writing}
            onWrite={setWriting}
            find={(kind, words) => ask({ intent: 'find-names', server, kind, words })}
            isBusy={isBusy}
            failure={failure}
            onSignIn={signIn}
            onCreate={create}
          />
        </>
      ) : failure ? (
        <Notice failure={failure} onSignIn={signIn} />
      ) : (
        <p class="muted">{message('loading')}</p>
      )}
    </div>
  )
}

function draftOf({ title, address, selection }: ShownPage): Pick<Draft, 'title' | 'description'> {
  const quoted = selection
    .trim()
    .split(/\r?\n/)
    .map((line) => `> ${line}`)
    .join('\n')
  return {
    title: title.slice(0, 255),
    description: [...(selection.trim() ? [quoted] : []), address].join('\n\n'),
  }
}

/** The permission for it is that the user pressed our button on that tab (`activeTab`). */
async function pictureOf({ windowId }: ShownPage): Promise<string | undefined> {
  return browser.tabs.captureVisibleTab(windowId, { format: 'png' }).catch(() => undefined)
}
