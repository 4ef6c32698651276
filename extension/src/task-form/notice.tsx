import { type Failure, needsSignIn } from '../answer.ts'
import { message } from '../localization/message.ts'
import { failureText } from './failure-text.ts'

interface NoticeProps {
  readonly failure: Failure
  readonly onSignIn?: ((scopes: readonly string[]) => void) | undefined
}

/** Says what went wrong and offers the way out. */
export function Notice({ failure, onSignIn }: NoticeProps) {
  const { what, remedy } = failureText(failure)
  const { scopes } = failure
  return (
    <div class="notice" role="alert">
      <p>
        <strong>{what}</strong> {remedy}
      </p>
      {onSignIn && (needsSignIn(failure) || scopes) && (
        <div class="row">
          <button type="button" onClick={() => onSignIn(scopes ?? [])}>
            {message(scopes ? 'action_allow' : 'action_sign_in')}
          </button>
        </div>
      )}
    </div>
  )
}
