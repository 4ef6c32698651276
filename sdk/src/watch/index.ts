export type { WatchPosition } from './position.ts'
export type { TaskChange } from './sweep.ts'
export { type ChangeSource, type TaskWatch, type WatchOptions, watch } from './watch.ts'
