import { useEffect, useState } from 'preact/hooks'
import type { SessionAnswer } from '../../api.ts'
import { Icon } from '../icons.tsx'
import { replaceAddress } from '../router.tsx'

const SENTENCES: Readonly<Record<string, string>> = {
  denied:
    'You did not allow the error viewer to act for you, so nobody is signed in. Errors can be read without it.',
  expired: 'Signing in took too long. Please try again.',
}

/** Who was signed in before, and asked for more, still is. */
const NOTHING_CHANGED = 'You allowed nothing more than before.'

/** Says why a sign-in came to nothing; the server tells it as `?sign_in=denied`, `expired` or `failed`. */
export function SignInOutcome({ session }: { session: SessionAnswer | undefined }) {
  const [outcome, setOutcome] = useState(() => new URLSearchParams(location.search).get('sign_in'))
  useEffect(() => {
    if (!outcome) return
    const url = new URL(location.href)
    url.searchParams.delete('sign_in')
    replaceAddress(url.pathname + url.search)
  }, [])
  if (!outcome || !session) return null
  const sentence = outcome === 'denied' && session.signedIn ? NOTHING_CHANGED : SENTENCES[outcome]
  return (
    <section class="banner warning" aria-label="Sign-in">
      <Icon name="warning" />
      <p role="status">{sentence ?? 'Signing in did not work. Please try again.'}</p>
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
