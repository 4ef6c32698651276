import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { Refusal } from '../../api.ts'
import { Icon } from '../icons.tsx'
import { describeScope } from '../session/scopes.ts'

/** Why something was refused, and the button that leads out of it. */
export function RefusalNotice(props: {
  refusal: Refusal
  /** Does again what was refused. */
  onRetry?: () => void
  /** Called before the page is left for sign-in or consent. */
  onLeave?: () => void
}) {
  const { message, remedy } = props.refusal
  const notice = useRef<HTMLDivElement>(null)
  // In a long form it would stand below the fold, and the button pressed would seem to have done nothing.
  useEffect(() => notice.current?.scrollIntoView({ block: 'nearest' }), [props.refusal])
  return (
    <div ref={notice} class="refusal" role="alert">
      <Icon name="warning" />
      <div>
        <p class="refusal-message">{message}</p>
        {remedy && <p>{remedy}</p>}
        <WayOut {...props} />
      </div>
    </div>
  )
}

function WayOut({ refusal, onRetry, onLeave }: Parameters<typeof RefusalNotice>[0]) {
  const { action } = refusal
  switch (action.kind) {
    case 'sign-in':
      return (
        <a class="button primary" href={action.url} onClick={onLeave}>
          Sign in
        </a>
      )
    case 'grant':
      return (
        <>
          <Scopes scopes={action.scopes} />
          <a class="button primary" href={action.url} onClick={onLeave}>
            Grant access
          </a>
        </>
      )
    case 'confirm':
      return (
        <a class="button primary" href={action.url} onClick={onLeave}>
          Confirm that it is you
        </a>
      )
    case 'ask-administrator':
      return <Request refusal={refusal} scopes={action.scopes} />
    case 'retry':
      return onRetry ? (
        <button type="button" class="button" onClick={onRetry}>
          <Icon name="reopen" />
          Try again
        </button>
      ) : null
    case 'none':
      return null
  }
}

function Scopes({ scopes }: { scopes: readonly string[] }) {
  return (
    <ul class="scopes">
      {scopes.map((scope) => (
        <li key={scope}>
          {describeScope(scope)} <code>{scope}</code>
        </li>
      ))}
    </ul>
  )
}

/** A text to send to the administrator. */
function Request({ refusal, scopes }: { refusal: Refusal; scopes: readonly string[] }) {
  const text =
    scopes.length > 0
      ? `Please allow the application “Error Viewer” (${location.origin}) to use: ${scopes.join(', ')}`
      : `I cannot use the application “Error Viewer” (${location.origin}): ${refusal.message}`
  const area = useRef<HTMLTextAreaElement>(null)
  const [copied, setCopied] = useState(false)
  const id = useId()
  const copy = async () => {
    area.current?.select()
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      // Without permission the text stays selected, ready for Ctrl-C.
      area.current?.focus()
    }
  }
  return (
    <div class="request">
      <label for={id}>Message to your administrator</label>
      <textarea id={id} ref={area} readOnly rows={3} value={text} />
      <button type="button" class="button" onClick={copy}>
        <Icon name={copied ? 'check' : 'copy'} />
        <span aria-live="polite">{copied ? 'Copied' : 'Copy message'}</span>
      </button>
    </div>
  )
}
