import type { ErrorFilter } from '../api.ts'
import { Icon } from '../icons.tsx'
import { Connection } from './connection.tsx'
import { EmptyList } from './empty-list.tsx'
import type { ErrorList } from './error-list.ts'
import { ErrorRow } from './error-row.tsx'
import { Filters } from './filters.tsx'
import { ListSkeleton } from './list-skeleton.tsx'

export function ListPage({ list, filter }: { list: ErrorList; filter: ErrorFilter }) {
  const { phase, errors, total, refusal } = list
  return (
    <>
      <div class="list-head">
        <h1 id="page-title" tabIndex={-1}>
          Errors
        </h1>
        <p class="total">{phase === 'ready' && count(errors.length, total)}</p>
        <Filters filter={filter} />
      </div>
      {refusal && <Connection refusal={refusal} known={errors.length > 0} onRetry={list.retry} />}
      {phase === 'loading' && errors.length === 0 && <ListSkeleton />}
      {phase === 'ready' && errors.length === 0 && <EmptyList filtered={list.filtered} dsn={list.dsn} />}
      {errors.length > 0 && (
        <section class="errors" aria-label="Errors" aria-busy={phase === 'loading'}>
          <div class="columns" aria-hidden="true">
            <span>Error</span>
            <span>Events</span>
            <span>Last seen</span>
            <span>Task</span>
          </div>
          <ul>
            {errors.map((error) => (
              <ErrorRow key={error.id} error={error} fresh={list.arrived.has(error.id)} />
            ))}
          </ul>
          {list.after !== null && (
            <button
              type="button"
              class="button more"
              aria-disabled={list.loadingMore}
              onClick={() => !list.loadingMore && list.loadMore()}
            >
              {list.loadingMore && <Icon name="busy" />}
              {list.loadingMore ? 'Loading…' : 'Load more'}
            </button>
          )}
        </section>
      )}
    </>
  )
}

/** Whether somebody is using the list: rows then stay where they are. */
export const isListInUse = () => document.querySelector('.errors:is(:hover, :focus-within)') !== null

function count(shown: number, total: number): string {
  if (total === 0) return ''
  return shown < total ? `${shown} of ${total.toLocaleString()}` : total.toLocaleString()
}
