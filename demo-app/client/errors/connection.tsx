import type { Refusal } from '../../api.ts'
import { Icon } from '../icons.tsx'

/** Says that the server could not be asked, and what that means for what is on screen. */
export function Connection(props: { refusal: Refusal; known: boolean; onRetry: () => void }) {
  const { refusal, known, onRetry } = props
  return (
    <section class="banner danger" role="alert" aria-label="Connection">
      <Icon name="offline" />
      <p>
        {refusal.message} {known ? 'What you see is what was last known.' : refusal.remedy}
      </p>
      <button type="button" class="button" onClick={onRetry}>
        Retry
      </button>
    </section>
  )
}
