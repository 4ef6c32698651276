import { useState } from 'preact/hooks'
import type { SessionAnswer } from '../../api.ts'
import { Icon } from '../icons.tsx'
import { readTab, writeTab } from '../tab-storage.ts'
import { leaveFor } from './interruption.ts'
import { describeScope } from './scopes.ts'

const DISMISSED = 'missing-scopes-dismissed'

/** Says what was not granted, by the user or by an administrator. Whoever meant it so sends it away for as long as the same is missing. */
export function MissingScopes({ session }: { session: SessionAnswer | undefined }) {
  const [dismissed, setDismissed] = useState(() => readTab<string>(DISMISSED))
  if (!session?.signedIn || session.missing.length === 0) return null
  const missing = session.missing.join(' ')
  if (missing === dismissed) return null
  const dismiss = () => {
    writeTab(DISMISSED, missing)
    setDismissed(missing)
  }
  return (
    <section class="banner warning" aria-label="Missing access">
      <Icon name="warning" />
      <p>
        The error viewer may not{' '}
        {new Intl.ListFormat('en', { type: 'disjunction' }).format(session.missing.map(describeScope))} for
        you.
      </p>
      <a class="button" href={session.grantUrl} onClick={() => leaveFor()}>
        Grant access
      </a>
      <button type="button" class="button quiet icon-only" aria-label="Dismiss" onClick={dismiss}>
        <Icon name="close" />
      </button>
    </section>
  )
}
