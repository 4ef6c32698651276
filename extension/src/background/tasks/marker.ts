import { markersIn, type TaskMarker, withMarker, withoutMarkers } from 'phorge-conduit'

/** Whether a description says that its task is this error's; it may be those of other errors too. */
export function carries(description: string, marker: TaskMarker): boolean {
  return markersIn(description).some((one) => isSame(one, marker))
}

/** The description of a task that stays those of its other errors. */
export function withoutMarker(description: string, marker: TaskMarker): string {
  const others = markersIn(description).filter((one) => !isSame(one, marker))
  return others.reduce(withMarker, withoutMarkers(description))
}

function isSame(one: TaskMarker, other: TaskMarker): boolean {
  return one.set === other.set && one.key === other.key
}
