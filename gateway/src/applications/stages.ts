/** Where an application stands. Only an approved one can be used. */
export const stages = ['proposed', 'approved', 'rejected', 'disabled', 'expired'] as const
export type Stage = (typeof stages)[number]

/** Who moves it: an administrator, its owner, or the gateway by a rule that an administrator wrote. */
export type Party = 'administrator' | 'owner' | 'gateway'

export interface Move {
  readonly from: Stage
  readonly to: Stage
  readonly by: readonly Party[]
  /** Whether it has to be said why. */
  readonly reason: 'mandatory' | 'optional'
}

/**
 * Every way from one stage to another. A proposal that was rejected, or given up by its owner or by time, stays what it
 * is: whoever still wants it proposes a new version.
 */
export const moves: readonly Move[] = [
  { from: 'proposed', to: 'approved', by: ['administrator', 'gateway'], reason: 'optional' },
  { from: 'proposed', to: 'rejected', by: ['administrator'], reason: 'mandatory' },
  { from: 'proposed', to: 'expired', by: ['owner', 'gateway'], reason: 'optional' },
  { from: 'approved', to: 'disabled', by: ['administrator'], reason: 'mandatory' },
  { from: 'approved', to: 'disabled', by: ['owner'], reason: 'optional' },
  { from: 'disabled', to: 'approved', by: ['administrator'], reason: 'optional' },
]

/** The move that one of these parties may make; `undefined` when none of them may. */
export function findMove(from: Stage, to: Stage, parties: readonly Party[]): Move | undefined {
  return moves.find(
    (move) => move.from === from && move.to === to && move.by.some((party) => parties.includes(party)),
  )
}

/** Where these parties may take it from here. */
export function movesFrom(from: Stage, parties: readonly Party[]): readonly Move[] {
  return moves.filter((move) => move.from === from && move.by.some((party) => parties.includes(party)))
}

/** The stage of an application that was just made. One for its owner alone has nobody else to ask. */
export function firstStage({ ownerOnly }: { readonly ownerOnly: boolean }): Stage {
  return ownerOnly ? 'approved' : 'proposed'
}

export function isStage(text: string): text is Stage {
  return stages.some((stage) => stage === text)
}

/** Seconds after which a proposal that nobody touched has expired. */
export const IDLE_TIME = 30 * 86_400
