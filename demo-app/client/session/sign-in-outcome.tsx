import { useEffect, useState } from 'preact/hooks'
import { Icon } from '../icons.tsx'
import { replaceAddress } from '../router.tsx'

/** Says why somebody comes back from sign-in signed out; the server tells it as `?sign_in=denied`. */
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
      <p role="status">
        {outcome === 'denied'
          ? 'You did not allow the error viewer to act for you, so nobody is signed in. Errors can be read; tasks cannot be changed.'
          : 'Signing in did not work. Please try again.'}
      </p>
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
