import type { Method } from './method.ts'

/** The methods of Remarkup. */
export interface RemarkupMethods {
  /** Makes HTML of Remarkup. `RemarkupProcessConduitAPIMethod` */
  readonly process: Method<
    {
      readonly context: 'phriction' | 'maniphest' | 'differential' | 'phame' | 'feed' | 'diffusion'
      readonly contents: readonly string[]
    },
    { content: string }[]
  >
}
