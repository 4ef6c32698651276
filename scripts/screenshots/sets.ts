import { pictureCalls } from './calls.ts'
import { pictureErrorViewer } from './error-viewer.ts'
import { pictureExtension } from './extension.ts'
import { picturePhorge } from './phorge.ts'
import { pictureProposals } from './proposals.ts'
import { pictureRules } from './rules.ts'
import { pictureSecondFactor } from './second-factor.ts'
import { pictureTokens } from './tokens.ts'

/** Takes the pictures of one thing into a folder. @returns the files */
export type PictureSet = (directory: string) => Promise<string[]>

/** What there are pictures of, by the name that the command takes. */
export const pictureSets: Readonly<Record<string, PictureSet>> = {
  'error-viewer': pictureErrorViewer,
  extension: pictureExtension,
  phorge: picturePhorge,
  proposals: pictureProposals,
  rules: pictureRules,
  calls: pictureCalls,
  tokens: pictureTokens,
  'second-factor': pictureSecondFactor,
}
