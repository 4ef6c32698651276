import type { Conduit, ManiphestStatus } from 'phorge-conduit'

/** The server's task statuses, which are the same for everybody. */
export interface Statuses {
  all(conduit: Conduit): Promise<readonly ManiphestStatus[]>
  /** Whether a task with this status is closed. */
  isClosed(conduit: Conduit, status: string): Promise<boolean>
}

const keptSeconds = 300
/** A status that is not among those kept may have been added just now; asked for again no sooner than after this. */
const newsSeconds = 30

export function openStatuses(now: () => number): Statuses {
  let kept: { readonly at: number; readonly statuses: Promise<readonly ManiphestStatus[]> } | undefined

  function fetchAll(conduit: Conduit): Promise<readonly ManiphestStatus[]> {
    const statuses = conduit.maniphest.status.search().then(({ data }) => data)
    const fetched = { at: now(), statuses }
    kept = fetched
    // A failure is not kept.
    statuses.catch(() => {
      if (kept === fetched) kept = undefined
    })
    return statuses
  }

  /** What is under way may fail because of who asked: then it is asked again as this visitor. */
  const freshFor = (seconds: number, conduit: Conduit) =>
    kept && now() - kept.at < seconds ? kept.statuses.catch(() => fetchAll(conduit)) : fetchAll(conduit)

  return {
    all: (conduit) => freshFor(keptSeconds, conduit),
    async isClosed(conduit, value) {
      const find = (statuses: readonly ManiphestStatus[]) => statuses.find((status) => status.value === value)
      const known = find(await freshFor(keptSeconds, conduit)) ?? find(await freshFor(newsSeconds, conduit))
      // Phorge counts a status that it does not know as closed.
      return known?.closed ?? true
    },
  }
}
