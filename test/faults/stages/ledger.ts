/** What the driver knows of one action: it was answered that it is done, that it is not, or the gateway was killed first. */
export type Fate = 'done' | 'refused' | 'unanswered'

export interface Attempt {
  readonly kind: Kind
  fate: Fate
  /** Of one without an answer: whether it had been carried out all the same. */
  isCarriedOut?: boolean
}

export const kinds = [
  'propose',
  'approve',
  'approve with fewer',
  'reject',
  'withdraw',
  'disable',
  'approve again',
  'replace the client secret',
  'make a token',
  'rotate a token',
  'revoke a token',
  'dispose of a token',
  'report a token',
  'revoke all tokens',
] as const
export type Kind = (typeof kinds)[number]

/** The load of one round is over, and nothing is sent any more. */
export class RoundOver extends Error {
  override readonly name = 'RoundOver'
}

/** A secret that was shown, and the name of the action that made it. */
export interface Known {
  readonly name: string
  readonly secret: string
}

/** Everything that was asked of the gateway, and what it answered. */
export class Ledger {
  /** Each action by its name, which the gateway is given as a name or a reason, and writes down. */
  readonly attempts = new Map<string, Attempt>()
  /** Of this round: secrets of applications by client identifier, and of API tokens by PHID. */
  clientSecrets = new Map<string, Known[]>()
  tokenSecrets = new Map<string, Known[]>()
  /** Which API tokens an action was to revoke all at once, by its name. */
  readonly crowds = new Map<string, readonly string[]>()
  /** Proposals that were left alone until they had to be given up. */
  idle = new Set<string>()
  #isOver = false
  #awaited: { left: number; readonly reach: () => void } | undefined

  beginRound(): void {
    this.#isOver = false
    this.clientSecrets = new Map()
    this.tokenSecrets = new Map()
    this.idle = new Set()
  }

  endRound(): void {
    this.#isOver = true
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Resolves when so many more actions have been answered. */
  answered(count: number): Promise<void> {
    return new Promise((reach) => {
      this.#awaited = { left: count, reach }
    })
  }

  /**
   * Does something under a name that nothing else has.
   * @param act answers `undefined` when the gateway refused it @throws when the gateway is gone
   */
  async attempt<Result>(
    kind: Kind,
    act: (name: string) => Promise<Result | undefined>,
  ): Promise<Result | undefined> {
    if (this.#isOver) throw new RoundOver()
    const name = `${kind} ${this.attempts.size}`
    const attempt: Attempt = { kind, fate: 'unanswered' }
    this.attempts.set(name, attempt)
    const result = await act(name)
    attempt.fate = result === undefined ? 'refused' : 'done'
    if (this.#awaited && --this.#awaited.left === 0) this.#awaited.reach()
    return result
  }

  /** Notes what became of the actions without an answer, once a round is over. */
  settle(traces: ReadonlySet<string>): void {
    for (const [name, attempt] of this.attempts) {
      if (attempt.fate === 'unanswered') attempt.isCarriedOut ??= traces.has(name)
    }
  }

  /** @param traces the names of all actions of which the gateway has written something down */
  broken(traces: ReadonlySet<string>): string[] {
    return [...this.attempts].flatMap(([name, { fate }]) => {
      if (fate === 'done' && !traces.has(name)) return [`“${name}” was answered as done, and is not there`]
      if (fate === 'refused' && traces.has(name)) return [`“${name}” was refused, and is there`]
      return []
    })
  }
}
