import { useId, useState } from 'preact/hooks'
import type { Failure } from '../answer.ts'
import { browser } from '../browser.ts'
import { message } from '../localization/message.ts'
import { hostPattern, serverAddress } from '../origins.ts'
import { defaultTemplate, type Server } from '../settings.ts'
import { Notice } from '../task-form/notice.tsx'
import { ask } from './ask.ts'

interface AddSiteProps {
  readonly servers: readonly Server[]
  /** The site that the user is looking at; without one they type it. */
  readonly origin?: string | undefined
  readonly onAdded: () => void
}

/** Turns a site on: its permission is asked for, and for no other's. */
export function AddSite({ servers, origin, onAdded }: AddSiteProps) {
  const id = useId()
  const [typed, setTyped] = useState(origin ?? '')
  const [server, setServer] = useState(servers[0]?.url ?? '')
  const [problem, setProblem] = useState('')
  const [failure, setFailure] = useState<Failure>()

  const turnOn = async (event: Event) => {
    event.preventDefault()
    setProblem('')
    setFailure(undefined)
    const address = serverAddress(typed)
    if (!address) return setProblem(message('address_invalid'))
    const { origin, host } = new URL(address)
    const site = { origin, server, collection: host, template: defaultTemplate, projects: [], priority: '' }
    // Firefox closes the popup when it asks: the background goes on then. Not awaited, as the browser asks only as long as
    // this is still the answer to the press.
    void ask({ intent: 'save-site-once-permitted', site })
    if (!(await browser.permissions.request({ origins: [hostPattern(address)] }))) {
      return setProblem(message('permission_refused', host))
    }
    const answer = await ask({ intent: 'save-site', site })
    if (!answer.ok) return setFailure(answer.failure)
    setTyped('')
    onAdded()
  }

  return (
    <form class="stack" onSubmit={turnOn}>
      <div class="inline">
        {!origin && (
          <div class="field">
            <label for={`${id}-site`}>{message('field_site')}</label>
            <input
              id={`${id}-site`}
              required
              inputMode="url"
              placeholder="https://errors.example.com"
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </div>
        )}
        <div class="field">
          <label for={`${id}-server`}>{message('field_tasks_in')}</label>
          <select
            id={`${id}-server`}
            value={server}
            onChange={(event) => setServer(event.currentTarget.value)}
          >
            {servers.map(({ url }) => (
              <option key={url} value={url}>
                {new URL(url).host}
              </option>
            ))}
          </select>
        </div>
        <button class="primary" type="submit">
          {origin ? message('action_turn_on_for', new URL(origin).host) : message('action_turn_on')}
        </button>
      </div>
      {problem && (
        <p class="notice" role="alert">
          {problem}
        </p>
      )}
      {failure && <Notice failure={failure} />}
    </form>
  )
}
