import { useEffect, useState } from 'preact/hooks'
import type { Failure } from '../answer.ts'
import { ask } from '../content/ask.ts'
import type { CardRequest } from '../content/card-script.ts'
import { followUp } from '../content/follow-up.ts'
import { message } from '../localization/message.ts'
import { Notice } from '../task-form/notice.tsx'
import type { Chip } from '../tasks.ts'
import { CreateCard } from './create-card.tsx'
import { LinkForm } from './link-form.tsx'
import { TaskCard } from './task-card.tsx'
import type { Press } from './uncovered.ts'

export interface CardProps {
  readonly request: CardRequest
  readonly onClose: () => void
  /** Whether a press is a gesture of the user on what they see. */
  readonly judge: (event: Event) => Press
}

/** What each part of the card is given. */
export interface PartProps extends CardProps {
  readonly onChip: (chip: Chip) => void
  /** Runs a write that a press asked for. */
  readonly write: (event: Event, work: () => Promise<Failure | undefined>) => void
  readonly isBusy: boolean
  readonly failure: Failure | undefined
  readonly onSignIn: (scopes: readonly string[]) => void
  readonly say: (text: string) => void
}

export function Card(props: CardProps) {
  const { request, onClose, judge } = props
  const { error } = request
  const [chip, setChip] = useState(request.chip)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const [said, say] = useState('')

  const onChip = (chip: Chip) => {
    setChip(chip)
    request.onChip(chip)
  }
  const write = async (event: Event, work: () => Promise<Failure | undefined>) => {
    const press = judge(event)
    if (press === 'covered') setFailure(covered())
    if (isBusy || press !== 'meant') return
    setBusy(true)
    setFailure(undefined)
    const failure = await work()
    setFailure(failure)
    if (failure && isOpenQuestion(failure)) {
      const chip = await followUp(error.key)
      if (chip) onChip(chip)
      if (chip && chip.kind !== 'none') setFailure(undefined)
      if (chip && 'monogram' in chip) say(chip.monogram)
    }
    setBusy(false)
  }
  const onSignIn = async (scopes: readonly string[]) => {
    const answer = await ask({ intent: 'sign-in', scopes: [...scopes] })
    setFailure(answer.ok ? undefined : answer.failure)
    if (!answer.ok) return
    await request.onSignedIn()
    const state = await ask({ intent: 'errors-seen', keys: [error.key] })
    if (state.ok && state.value[0]) onChip(state.value[0])
  }
  const part: PartProps = { ...props, onChip, write, isBusy, failure, onSignIn, say }

  return (
    <div class="stack">
      <div class="head">
        <h2 id="card-title" tabIndex={-1}>
          {error.title.slice(0, 300)}
        </h2>
        <button type="button" class="close" aria-label={message('action_close_card')} onClick={onClose}>
          ×
        </button>
      </div>
      <Body chip={chip} part={part} />
      <p class="visually-hidden" role="status">
        {said}
      </p>
    </div>
  )
}

function Body({ chip, part }: { chip: Chip; part: PartProps }) {
  const [isLinking, setLinking] = useState(false)
  useEffect(() => setLinking(false), [chip.kind])
  switch (chip.kind) {
    case 'open':
    case 'closed':
      return <TaskCard key={chip.monogram} {...part} />
    case 'none':
      return isLinking ? (
        <LinkForm {...part} onBack={() => setLinking(false)} />
      ) : (
        <CreateCard {...part} onLinkInstead={() => setLinking(true)} />
      )
    case 'hidden':
      return (
        <p>
          {message('hidden_task', chip.monogram)}{' '}
          <a href={chip.url} target="_blank" rel="noreferrer">
            {message('action_open')}
          </a>
        </p>
      )
    case 'creating':
      return <p>{message('still_creating')}</p>
    case 'failed':
      return (
        <>
          <Notice failure={chip.failure} onSignIn={part.onSignIn} />
          {wasRefused(chip.failure) && <CreateCard {...part} />}
        </>
      )
  }
}

/** An interrupted create was finished, and the server would not have it: it can be corrected. */
function wasRefused({ code }: Failure): boolean {
  return code === 'validation' || code === 'permission' || code === 'not_found' || code === 'scope'
}

/** It may have been done: the background knows, or finds out. */
function isOpenQuestion({ code }: Failure): boolean {
  return code === 'interrupted' || code === 'outcome_unknown'
}

function covered(): Failure {
  return { code: 'refused', message: message('covered'), remedy: message('covered_remedy') }
}
