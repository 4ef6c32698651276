import { useId, useState } from 'preact/hooks'
import type { Failure } from '../answer.ts'
import { browser } from '../browser.ts'
import { message } from '../localization/message.ts'
import { hostPattern, serverAddress } from '../origins.ts'
import type { Found } from '../settings.ts'
import { Notice } from '../task-form/notice.tsx'
import { ask } from './ask.ts'
import { ChooseSignIn } from './choose-sign-in.tsx'

interface AddServerProps {
  readonly redirectUri: string
  readonly onAdded: () => void
}

/** From a pasted address to "signed in as rjkaplan". */
export function AddServer({ redirectUri, onAdded }: AddServerProps) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const [failure, setFailure] = useState<Failure>()
  const [found, setFound] = useState<Found>()

  const look = async (event: Event) => {
    event.preventDefault()
    setFound(undefined)
    setFailure(undefined)
    setProblem('')
    const url = serverAddress(typed)
    if (!url) return setProblem(message('address_invalid'))
    // First of all: browsers ask the user only as long as this is still the answer to their press.
    const isAllowed = await browser.permissions.request({ origins: [hostPattern(url)] })
    if (!isAllowed) return setProblem(message('permission_refused', new URL(url).host))
    setBusy(true)
    const answer = await ask({ intent: 'probe', url })
    setBusy(false)
    if (answer.ok) setFound(answer.value)
    else setFailure(answer.failure)
  }

  return (
    <div class="stack">
      <form class="inline" onSubmit={look}>
        <div class="field">
          <label for={id}>{message('field_server')}</label>
          <input
            id={id}
            required
            inputMode="url"
            placeholder="https://phorge.example.com"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </div>
        <button class="primary" type="submit" aria-disabled={isBusy}>
          {message('action_look')}
        </button>
      </form>
      {problem && (
        <p class="notice" role="alert">
          {problem}
        </p>
      )}
      {failure && <Notice failure={failure} />}
      <div role="status">{isBusy ? message('looking') : found && foundText(found)}</div>
      {found && 'proposal' in found && (
        <ChooseSignIn key={found.url} found={found} redirectUri={redirectUri} onAdded={onAdded} />
      )}
    </div>
  )
}

function foundText(found: Found): string {
  const { host } = new URL(found.url)
  switch (found.kind) {
    case 'phorge':
      return message('found_phorge', host)
    case 'gateway':
      return message('found_gateway', host)
    case 'neither':
      return message('found_neither', host)
    case 'unreachable':
      return message('found_unreachable', host)
  }
}
