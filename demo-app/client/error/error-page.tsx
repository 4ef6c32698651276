import { useEffect } from 'preact/hooks'
import type { ErrorDetail } from '../../api.ts'
import { Connection } from '../errors/connection.tsx'
import { LevelMark } from '../errors/level-mark.tsx'
import { markedError } from '../errors/marked-error.ts'
import { Icon } from '../icons.tsx'
import { isPlain } from '../plain.ts'
import { Link } from '../router.tsx'
import { RelativeTime } from '../time.tsx'
import { useErrorDetails } from './error-details.ts'
import { Events } from './events.tsx'
import { stackText } from './frames.ts'
import { Stack } from './stack.tsx'
import { Tags } from './tags.tsx'
import { TaskCard } from './task-card.tsx'

export function ErrorPage({ id }: { id: number }) {
  const { error, refusal, retry } = useErrorDetails(id)
  useEffect(() => {
    if (error) document.title = `${error.type}: ${error.message} · Error Viewer`
  }, [error])
  return (
    <>
      <p class="way-back">
        <Link href="/">
          <Icon name="back" />
          All errors
        </Link>
      </p>
      {refusal?.code === 'not_found' && (
        <div class="empty">
          <h1>There is no such error</h1>
          <p>It may have been removed.</p>
        </div>
      )}
      {refusal && refusal.code !== 'not_found' && (
        <Connection refusal={refusal} known={error !== undefined} onRetry={retry} />
      )}
      {error && <Details error={error} />}
      {!error && !refusal && <Skeleton />}
    </>
  )
}

function Details({ error }: { error: ErrorDetail }) {
  const { type, message, culprit, level } = error
  const title = `${type}: ${message}`
  return (
    <article class="error" aria-label={title} {...markedError(error, stackText(title, error.frames))}>
      <header class={`error-head level-${level}`}>
        <h1 id="page-title" tabIndex={-1}>
          <span class="type">{type}</span> <span class="message">{message}</span>
        </h1>
        <p class="where" data-conduit-chip="">
          <LevelMark level={level} />
          <span class="culprit">{culprit}</span>
        </p>
      </header>
      <div class="error-columns">
        <div class="error-main">
          <Stack frames={error.frames} title={title} />
          <Events events={error.events} total={error.count} />
        </div>
        <aside class="error-side" aria-label="About this error">
          {!isPlain && <TaskCard error={error} />}
          <Facts error={error} />
          <Tags tags={error.tags} />
        </aside>
      </div>
    </article>
  )
}

function Facts({ error }: { error: ErrorDetail }) {
  const facts = [
    ['Events', error.count.toLocaleString()],
    ['Last seen', <RelativeTime key="last" at={error.lastSeen} />],
    ['First seen', <RelativeTime key="first" at={error.firstSeen} />],
    ['Environment', error.environment],
    ['Release', error.release],
    ['Platform', error.platform],
  ] as const
  return (
    <section class="card">
      <h2>Seen</h2>
      <dl class="facts">
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  )
}

function Skeleton() {
  return (
    <div class="skeleton-form" role="status" aria-label="Loading the error">
      <span class="bone" />
      <span class="bone tall" />
    </div>
  )
}
