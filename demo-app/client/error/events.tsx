import type { ErrorDetail } from '../../api.ts'
import { fullTime, RelativeTime } from '../time.tsx'

/** The newest occurrences. */
export function Events({ events, total }: { events: ErrorDetail['events']; total: number }) {
  return (
    <section class="card events" aria-labelledby="events-title">
      <h2 id="events-title">
        {events.length < total ? `Last ${events.length} of ${total.toLocaleString()} events` : 'Events'}
      </h2>
      <ul>
        {events.map((event) => (
          <li key={event.eventId}>
            <span class="event-time" title={fullTime(event.at)}>
              <RelativeTime at={event.at} />
            </span>
            <span class="event-message">{event.message}</span>
            {event.environment && <span class="label">{event.environment}</span>}
            {event.release && <span class="label mono">{event.release}</span>}
            <code class="event-id" title={event.eventId}>
              {event.eventId.slice(0, 8)}
            </code>
          </li>
        ))}
      </ul>
    </section>
  )
}
