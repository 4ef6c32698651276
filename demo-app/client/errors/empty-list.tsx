import { useId, useState } from 'preact/hooks'
import { Icon } from '../icons.tsx'
import { Link } from '../router.tsx'

export function EmptyList({ filtered, dsn }: { filtered: boolean; dsn: string | undefined }) {
  if (filtered) {
    return (
      <div class="empty">
        <Icon name="search" />
        <h2>No error matches</h2>
        <p>
          Try other words or another level, or <Link href="/">see all errors</Link>.
        </p>
      </div>
    )
  }
  return (
    <div class="empty">
      <Icon name="pulse" />
      <h2>All quiet: no errors yet</h2>
      <p>Point any Sentry SDK at this error viewer. What it reports appears here within seconds.</p>
      {dsn && <Snippet dsn={dsn} />}
    </div>
  )
}

/** How a program sends its errors here. */
function Snippet({ dsn }: { dsn: string }) {
  const code = `import * as Sentry from '@sentry/node'\n\nSentry.init({ dsn: '${dsn}' })`
  const [copied, setCopied] = useState(false)
  const id = useId()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(dsn)
      setCopied(true)
    } catch {
      getSelection()?.selectAllChildren(document.getElementById(id) ?? document.body)
    }
  }
  return (
    <div class="snippet">
      <p>
        DSN: <code id={id}>{dsn}</code>{' '}
        <button type="button" class="button small" onClick={copy}>
          <Icon name={copied ? 'check' : 'copy'} />
          <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
        </button>
      </p>
      <pre>
        <code>{code}</code>
      </pre>
    </div>
  )
}
