/** What a row of `task_edges` says about its task. The numbers are stored: never change one. */
export const edgeType = {
  project: 1,
  subscriber: 2,
  parent: 3,
  subtask: 4,
  commit: 5,
  mention: 6,
  /** Somebody who was taken off the subscribers, and is not to be subscribed again without being asked. */
  unsubscribed: 7,
} as const

export type EdgeName = keyof typeof edgeType
