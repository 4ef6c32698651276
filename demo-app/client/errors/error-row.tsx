import type { ErrorSummary } from '../../api.ts'
import { isPlain } from '../plain.ts'
import { Link } from '../router.tsx'
import { TaskPanel } from '../task/task-panel.tsx'
import { RelativeTime } from '../time.tsx'
import { LevelMark } from './level-mark.tsx'
import { markedError } from './marked-error.ts'

export function ErrorRow({ error, fresh }: { error: ErrorSummary; fresh: boolean }) {
  const { id, type, message, culprit, level, environment, release } = error
  return (
    <li>
      <article
        class={fresh ? `row level-${level} fresh` : `row level-${level}`}
        aria-label={`${type}: ${message}`}
        {...markedError(error)}
      >
        <div class="what">
          <h2>
            <Link href={`/errors/${id}`} id={`error-${id}`} class="title">
              <span class="type">{type}</span> <span class="message">{message}</span>
            </Link>
          </h2>
          <p class="where" data-conduit-chip="">
            <LevelMark level={level} />
            <span class="culprit" title={culprit}>
              {culprit}
            </span>
            {environment && <span class="label">{environment}</span>}
            {release && <span class="label mono">{release}</span>}
          </p>
        </div>
        <Count count={error.count} />
        <p class="seen">
          <span>
            <span class="visually-hidden">Last seen </span>
            <RelativeTime at={error.lastSeen} />
          </span>
          {error.count > 1 && (
            <span class="first">
              first <RelativeTime at={error.firstSeen} />
            </span>
          )}
        </p>
        {!isPlain && <TaskPanel error={error} />}
      </article>
    </li>
  )
}

const compact = new Intl.NumberFormat('en', { notation: 'compact' })

function Count({ count }: { count: number }) {
  return (
    <p class="count" title={`${count.toLocaleString()} events`}>
      {compact.format(count)}
      <span class="unit">{count === 1 ? ' event' : ' events'}</span>
    </p>
  )
}
