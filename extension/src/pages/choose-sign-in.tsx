import { useId, useState } from 'preact/hooks'
import type { Failure } from '../answer.ts'
import { message } from '../localization/message.ts'
import type { Found, ServerView, SignIn } from '../settings.ts'
import { Notice } from '../task-form/notice.tsx'
import { ask } from './ask.ts'
import { permitCallback } from './permit-callback.ts'

interface ChooseSignInProps {
  readonly found: Extract<Found, { proposal: SignIn }>
  readonly redirectUri: string
  readonly onAdded: () => void
}

const methods = ['browser-session', 'oauth', 'api-token'] as const
const names = {
  'browser-session': 'method_session',
  oauth: 'method_oauth',
  'api-token': 'method_token',
} as const

/** Firefox makes another in each installation: the gateway goes by the redirect URI there. */
const hasOriginToRegister = location.protocol !== 'moz-extension:'

/** How to be signed in to a server that was found: proposed, and open to choice. */
export function ChooseSignIn({ found, redirectUri, onAdded }: ChooseSignInProps) {
  const { url, proposal } = found
  const id = useId()
  const [method, setMethod] = useState<SignIn['method']>(proposal.method)
  const [clientId, setClientId] = useState(proposal.method === 'oauth' ? proposal.clientId : '')
  const [token, setToken] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const [added, setAdded] = useState<ServerView>()

  const add = async (event: Event) => {
    event.preventDefault()
    setFailure(undefined)
    if (method === 'oauth' && !(await permitCallback())) return
    setBusy(true)
    const answer = await signIn()
    setBusy(false)
    if (!answer.ok) return setFailure(answer.failure)
    setAdded(answer.value)
    setToken('')
    onAdded()
  }
  const signIn = async () => {
    if (method === 'api-token') return ask({ intent: 'add-server', url, signIn: { method }, token })
    const chosen: SignIn = method === 'oauth' ? { method, clientId } : { method }
    const answer = await ask({ intent: 'add-server', url, signIn: chosen })
    return answer.ok && method === 'oauth' ? ask({ intent: 'sign-in-to', url, scopes: [] }) : answer
  }

  if (added?.person) {
    return (
      <p class="notice good" role="status">
        {message('signed_in_as', added.person.userName)}
      </p>
    )
  }
  return (
    <form class="stack" onSubmit={add}>
      <fieldset class="stack">
        <legend>{message('how_to_sign_in')}</legend>
        {methods.map((name) => (
          <label key={name} class="check">
            <input type="radio" name="method" checked={method === name} onChange={() => setMethod(name)} />
            <span>
              {message(names[name])}
              <br />
              <span class="muted small">{message(`${names[name]}_hint`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {method === 'api-token' && (
        <div class="field">
          <label for={`${id}-token`}>{message('field_token')}</label>
          <input
            id={`${id}-token`}
            type="password"
            required
            autocomplete="off"
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
          <a href={new URL('settings/panel/apitokens/', url).href} target="_blank" rel="noreferrer">
            {message('where_is_the_token')}
          </a>
        </div>
      )}
      {method === 'oauth' && (
        <>
          <div class="field">
            <label for={`${id}-client`}>{message('field_client_id')}</label>
            <input
              id={`${id}-client`}
              required
              value={clientId}
              onInput={(event) => setClientId(event.currentTarget.value)}
            />
          </div>
          <p class="small muted">
            {message(hasOriginToRegister ? 'register_hint' : 'register_hint_firefox')}
            <br />
            <code>{redirectUri}</code>
            {hasOriginToRegister && (
              <>
                <br />
                <code>{location.origin}</code>
              </>
            )}
          </p>
        </>
      )}
      {failure && <Notice failure={failure} />}
      {added && method === 'browser-session' && (
        <p class="notice" role="status">
          {message('sign_in_there')}{' '}
          <a href={url} target="_blank" rel="noreferrer">
            {new URL(url).host}
          </a>
        </p>
      )}
      <div class="row">
        <button class="primary" type="submit" aria-disabled={isBusy}>
          {message(method === 'oauth' ? 'action_sign_in' : 'action_add_server')}
        </button>
      </div>
    </form>
  )
}
