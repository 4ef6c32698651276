import { useEffect, useState } from 'preact/hooks'
import { Icon } from '../icons.tsx'
import { replaceAddress } from '../router.tsx'

const SENTENCES: Readonly<Record<string, string>> = {
  denied:
    'You did not allow the error viewer to act for you, so nothing has changed. Errors can be read without it.',
  expired: 'Signing in took too long. Please try again.',
}

/** Says why a sign-in came to nothing; the server tells it as `?sign_in=denied`, `expired` or `failed`. */
export function SignInOutcome() {
  const [outcome, setOutcome] = useState(() => new URLSearchParams(location.search).get('sign_in'))
  useEffect(() => {
    if (!outcome) return
    const url = new URL(location.href)
    url.searchParams.delete('sign_in')
    replaceAddress(url.pathname + url.search)
  }, [])
  if (!outcome) return null
  return (
    <section class="banner warning" aria-label="Sign-in">
      <Icon name="warning" />
      <p role="status">{SENTENCES[outcome] ?? 'Signing in did not work. Please try again.'}</p>
      <button
        type="button"
        class="button quiet icon-only"
        aria-label="Dismiss"
        onClick={() => setOutcome(null)}
      >
        <Icon name="close" />
      </button>
    </section>
  )
}
