const ROWS = ['a', 'b', 'c', 'd', 'e', 'f']

/** Stands where the errors will be. */
export function ListSkeleton() {
  return (
    <div class="errors skeleton" role="status" aria-label="Loading errors">
      {ROWS.map((row) => (
        <div class="row" key={row} aria-hidden="true">
          <div class="what">
            <span class="bone title-bone" />
            <span class="bone where-bone" />
          </div>
          <span class="bone" />
          <span class="bone" />
          <span class="bone" />
        </div>
      ))}
    </div>
  )
}
