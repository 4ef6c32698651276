import { useState } from 'preact/hooks'
import { type Failure, needsSignIn } from '../answer.ts'
import { browser } from '../browser.ts'
import { message } from '../localization/message.ts'
import { hostPattern } from '../origins.ts'
import type { Server } from '../settings.ts'
import { failureText } from '../task-form/failure-text.ts'
import { ask } from './ask.ts'
import { permitCallback } from './permit-callback.ts'
import { useAnswer } from './use-answer.ts'

interface ServerEntryProps {
  readonly server: Server
  readonly onRemoved?: (() => void) | undefined
}

/** One server: who is signed in there, and what to do when nobody is. */
export function ServerEntry({ server, onRemoved }: ServerEntryProps) {
  const { url, signIn, isPreset } = server
  const { value, failure, again } = useAnswer({ intent: 'who-am-i', url })
  const [signInFailure, setSignInFailure] = useState<Failure>()
  const { host } = new URL(url)
  const shown = signInFailure ?? failure

  const enter = async () => {
    if (signIn.method === 'oauth' && !(await permitCallback())) return
    const answer = await ask({ intent: 'sign-in-to', url, scopes: [] })
    setSignInFailure(answer.ok ? undefined : answer.failure)
    await again()
  }
  const allow = async () => {
    await browser.permissions.request({ origins: [hostPattern(url)] })
    await again()
  }
  const leave = async () => {
    await ask({ intent: 'sign-out', url })
    await again()
  }

  return (
    <li>
      <div class="what">
        <strong>{host}</strong>
        <br />
        <span class="muted small">
          {shown
            ? failureText(shown).what
            : value?.person
              ? message('signed_in_as', value.person.userName)
              : message('loading')}
        </span>
      </div>
      <div class="row">
        {shown?.code === 'host_permission' && (
          <button type="button" onClick={allow}>
            {message('action_permit')}
          </button>
        )}
        {shown && needsSignIn(shown) && (
          <button type="button" onClick={enter}>
            {message('action_sign_in')}
          </button>
        )}
        {onRemoved && value?.person && !shown && signIn.method !== 'browser-session' && (
          <button type="button" class="quiet" onClick={leave}>
            {message('action_sign_out')}
          </button>
        )}
        {onRemoved && !isPreset && (
          <button
            type="button"
            class="quiet"
            aria-label={message('action_remove', host)}
            onClick={async () => {
              await ask({ intent: 'remove-server', url })
              onRemoved()
            }}
          >
            {message('action_remove_short')}
          </button>
        )}
      </div>
    </li>
  )
}
