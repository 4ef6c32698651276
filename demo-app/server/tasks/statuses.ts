import type { Conduit, ManiphestStatus } from 'phorge-conduit'

/** The server's task statuses, which are the same for everybody. */
export interface Statuses {
  all(conduit: Conduit): Promise<readonly ManiphestStatus[]>
  /** Whether a task with this status is closed. */
  isClosed(conduit: Conduit, status: string): Promise<boolean>
}

const keptSeconds = 300

export function openStatuses(now: () => number): Statuses {
  let kept: { readonly at: number; readonly statuses: readonly ManiphestStatus[] } | undefined

  async function fetchAll(conduit: Conduit): Promise<readonly ManiphestStatus[]> {
    const { data } = await conduit.maniphest.status.search()
    kept = { at: now(), statuses: data }
    return data
  }

  const all = async (conduit: Conduit) =>
    kept && now() - kept.at < keptSeconds ? kept.statuses : fetchAll(conduit)

  return {
    all,
    async isClosed(conduit, value) {
      const find = (statuses: readonly ManiphestStatus[]) => statuses.find((status) => status.value === value)
      const isNews = kept && !find(kept.statuses)
      const known = find(await (isNews ? fetchAll(conduit) : all(conduit)))
      // Phorge counts a status that it does not know as closed.
      return known?.closed ?? true
    },
  }
}
