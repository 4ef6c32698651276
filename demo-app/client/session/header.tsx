import type { SessionAnswer } from '../../api.ts'
import { Icon } from '../icons.tsx'
import { isPlain } from '../plain.ts'
import { Link } from '../router.tsx'
import { leaveFor } from './interruption.ts'

export function Header({ session }: { session: SessionAnswer | undefined }) {
  return (
    <header class="masthead">
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <div class="masthead-inner">
        <Link href="/" class="brand">
          <Icon name="pulse" />
          Error Viewer
        </Link>
        <div class="account">{session && !isPlain && <Account session={session} />}</div>
      </div>
    </header>
  )
}

function Account({ session }: { session: SessionAnswer }) {
  if (!session.signedIn) {
    return (
      <a class="button primary" href={session.signInUrl} onClick={() => leaveFor()}>
        Sign in
      </a>
    )
  }
  const { userName, realName } = session.user
  return (
    <>
      <span class="user" title={realName}>
        <span class="visually-hidden">Signed in as </span>
        {userName}
      </span>
      <form method="post" action="/auth/sign-out">
        <button type="submit" class="button">
          Sign out
        </button>
      </form>
    </>
  )
}
