import { useEffect, useId, useState } from 'preact/hooks'
import type { Failure } from '../answer.ts'
import { ask } from '../content/ask.ts'
import { message } from '../localization/message.ts'
import type { SiteIntent } from '../messages.ts'
import { Notice } from '../task-form/notice.tsx'
import type { TaskDetails } from '../tasks.ts'
import type { PartProps } from './card.tsx'

type Change = Extract<SiteIntent, { intent: 'close' | 'reopen' | 'comment' | 'assign-to-me' | 'unlink' }>

/** A task, and what can be done with it. */
export function TaskCard({ request, onChip, write, isBusy, failure, onSignIn, say }: PartProps) {
  const { key } = request.error
  const id = useId()
  const [task, setTask] = useState<TaskDetails>()
  const [problem, setProblem] = useState<Failure>()
  const [comment, setComment] = useState('')
  const [status, setStatus] = useState('')

  const load = async () => {
    const answer = await ask({ intent: 'task', key })
    if (!answer.ok) return setProblem(answer.failure)
    setProblem(undefined)
    setTask(answer.value)
    setStatus(answer.value.statuses.find(({ isDefault }) => isDefault)?.value ?? '')
  }
  useEffect(() => void load(), [])

  if (problem) return <Notice failure={problem} onSignIn={onSignIn} />
  if (!task) return <p class="muted">{message('loading')}</p>

  const change = (event: Event, asked: Change) =>
    write(event, async () => {
      const answer = await ask(asked)
      if (!answer.ok) return answer.failure
      const chip = answer.value
      if ('comment' in asked) setComment('')
      if ('status' in chip) say(message('said_changed', chip.monogram, chip.status))
      onChip(chip)
      if (chip.kind !== 'none') await load()
      return undefined
    })
  const said = comment.trim() === '' ? {} : { comment }

  return (
    <>
      <p class="row">
        <a href={task.url} target="_blank" rel="noreferrer">
          {task.monogram}
        </a>
        {task.title !== request.error.title && <span>{task.title}</span>}
      </p>
      <dl class="facts">
        <dt>{message('field_status')}</dt>
        <dd>
          <span class={task.isOpen ? 'badge open' : 'badge closed'}>{task.status}</span>
        </dd>
        <dt>{message('field_priority')}</dt>
        <dd>{task.priority}</dd>
        <dt>{message('field_assignee')}</dt>
        <dd class="row">
          {task.assignee ?? message('nobody')}
          {!task.isMine && (
            <button
              type="button"
              class="quiet small"
              onClick={(event) => change(event, { intent: 'assign-to-me', key })}
            >
              {message('action_assign_to_me')}
            </button>
          )}
        </dd>
      </dl>
      {task.lastComment && (
        <section class="stack tight">
          <h3>{message('last_comment', task.lastComment.author)}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <div class="comment" tabIndex={0}>
            {task.lastComment.text}
          </div>
        </section>
      )}
      <div class="field">
        <label for={`${id}-comment`}>{message('field_comment')}</label>
        <textarea
          id={`${id}-comment`}
          rows={2}
          value={comment}
          onInput={(event) => setComment(event.currentTarget.value)}
        />
      </div>
      {failure && <Notice failure={failure} onSignIn={onSignIn} />}
      {task.isOpen ? (
        <div class="row">
          <select
            class="status"
            aria-label={message('field_close_as')}
            value={status}
            onChange={(event) => setStatus(event.currentTarget.value)}
          >
            {task.statuses.map(({ value, name }) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
          <button
            type="button"
            class="primary"
            aria-disabled={isBusy}
            onClick={(event) => change(event, { intent: 'close', key, status, ...said })}
          >
            {message('action_close')}
          </button>
          <Comment
            {...{ comment, isBusy }}
            onPress={(event) => change(event, { intent: 'comment', key, comment })}
          />
        </div>
      ) : (
        <div class="row">
          <button
            type="button"
            class="primary"
            aria-disabled={isBusy}
            onClick={(event) => change(event, { intent: 'reopen', key, ...said })}
          >
            {message('action_reopen')}
          </button>
          <Comment
            {...{ comment, isBusy }}
            onPress={(event) => change(event, { intent: 'comment', key, comment })}
          />
        </div>
      )}
      <div class="row spread">
        <a href={task.url} target="_blank" rel="noreferrer">
          {message('action_open')}
        </a>
        <button
          type="button"
          class="quiet small"
          onClick={(event) => change(event, { intent: 'unlink', key })}
        >
          {message('action_unlink')}
        </button>
      </div>
    </>
  )
}

interface CommentProps {
  readonly comment: string
  readonly isBusy: boolean
  readonly onPress: (event: Event) => void
}

function Comment({ comment, isBusy, onPress }: CommentProps) {
  if (comment.trim() === '') return null
  return (
    <button type="button" aria-disabled={isBusy} onClick={onPress}>
      {message('action_comment')}
    </button>
  )
}
