import type { FoundError } from '../sites/site.ts'
import type { Chip } from '../tasks.ts'

/** What the content script hands to the card, which is a script of its own. */
export interface CardRequest {
  readonly error: FoundError
  readonly chip: Chip
  /** Beside which it opens. */
  readonly beside: DOMRect
  readonly onChip: (chip: Chip) => void
  /** What was refused because nobody was signed in, or too little granted, may be allowed now. */
  readonly onSignedIn: () => Promise<void>
  /** The chip gets the focus again. */
  readonly onClose: () => void
}

/** Our scripts are in the same isolated world, whose globals no page sees. */
export interface IsolatedWorld {
  phorgeConduitTyping?: (host: HTMLElement, root: ShadowRoot) => void
  phorgeConduitContent?: true
  phorgeConduitCard?: (request: CardRequest) => void
}

export const world = globalThis as IsolatedWorld
