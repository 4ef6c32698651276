import type { ChipsChanged } from '../messages.ts'
import type { FoundError } from '../sites/site.ts'
import type { Chip } from '../tasks.ts'
import { ask } from './ask.ts'
import { world } from './card-script.ts'
import { watchPage } from './changes.ts'
import { ChipElement } from './chip.ts'
import { errorsOf } from './page-errors.ts'
import { inSlices } from './slices.ts'

/** Keys of one message. */
const AT_ONCE = 1000
/** Chips that are placed in one frame: to lay one out takes ten times as long as to make it. */
const IN_A_FRAME = 40
/** Times that a chip is put back which the page took away: two programs must not fight for ever. */
const ATTEMPTS = 20

/** The errors of a page and their chips. */
export class Page {
  readonly #chips = new Map<Element, ChipElement>()
  readonly #hosts = new WeakMap<Node, ChipElement>()
  #found: readonly FoundError[] = []
  readonly #states = new Map<string, Chip>()
  readonly #attempts = new WeakMap<Element, number>()
  #scanning: Promise<void> | undefined
  #again = false
  #isOff = false

  start(): void {
    watchPage(
      (node) => this.#hosts.has(node),
      () => this.scan(),
    )
    // Somebody else may have changed a task while another tab was looked at.
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) void this.#askAgain(() => true)
    })
    void this.scan()
  }

  /** Those of the page, when it has been looked through. */
  async errors(): Promise<readonly FoundError[]> {
    await this.#scanning
    return this.#found
  }

  /** One scan at a time; what changes meanwhile is looked at afterwards. */
  scan(): Promise<void> {
    this.#again = true
    this.#scanning ??= this.#scanUntilCalm().finally(() => {
      this.#scanning = undefined
    })
    return this.#scanning
  }

  changed({ origin, chips }: ChipsChanged): void {
    if (origin !== location.origin) return
    for (const { key, chip } of chips) this.#setState(key, chip)
  }

  async #scanUntilCalm(): Promise<void> {
    while (this.#again && !this.#isOff) {
      this.#again = false
      await this.#scanOnce()
    }
  }

  async #scanOnce(): Promise<void> {
    const found: FoundError[] = []
    await inSlices(errorsOf(document), (error) => found.push(error))
    this.#found = found
    this.#dropGone()
    const unknown = new Set(found.map(({ key }) => key).filter((key) => !this.#states.has(key)))
    await this.#askFor([...unknown])
    await inSlices(found, (error) => this.#place(error), IN_A_FRAME)
  }

  #dropGone(): void {
    for (const [anchor, { host }] of this.#chips) {
      if (anchor.isConnected) continue
      host.remove()
      this.#chips.delete(anchor)
    }
  }

  async #askFor(keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length && !this.#isOff; at += AT_ONCE) {
      const part = keys.slice(at, at + AT_ONCE)
      const answer = await ask({ intent: 'errors-seen', keys: part })
      // Another site of the same host, or one that was turned off while it was open.
      if (!answer.ok && (answer.failure.code === 'site_off' || answer.failure.code === 'refused'))
        this.#isOff = true
      for (const [index, key] of part.entries()) {
        const chip: Chip | undefined = answer.ok
          ? answer.value[index]
          : { kind: 'failed', failure: answer.failure }
        if (chip) this.#states.set(key, chip)
      }
    }
  }

  #place(error: FoundError): void {
    const state = this.#states.get(error.key)
    if (!state || this.#isOff || !error.anchor.isConnected) return
    const placed = this.#chips.get(error.anchor)
    if (placed) {
      const isOther = placed.error.key !== error.key
      placed.error = error
      if (isOther) placed.show(state)
      if (placed.host.isConnected) return
    }
    const attempts = this.#attempts.get(error.anchor) ?? 0
    if (attempts === ATTEMPTS) return
    this.#attempts.set(error.anchor, attempts + 1)
    const chip = placed ?? new ChipElement(error, state, (chip) => void this.#open(chip))
    this.#chips.set(error.anchor, chip)
    this.#hosts.set(chip.host, chip)
    error.anchor.append(chip.host)
  }

  #setState(key: string, chip: Chip): void {
    this.#states.set(key, chip)
    for (const element of this.#chips.values()) if (element.error.key === key) element.show(chip)
  }

  /** What failed for one error failed for others too: somebody is signed in now, or the server is back. */
  async #askAgain(whether = isUnsettled): Promise<void> {
    const keys = [...this.#states].flatMap(([key, chip]) => (whether(chip) ? [key] : []))
    await this.#askFor(keys)
    for (const key of keys) {
      const state = this.#states.get(key)
      if (state) this.#setState(key, state)
    }
  }

  async #open(element: ChipElement): Promise<void> {
    const { key } = element.error
    if (isUnsettled(element.chip)) {
      await this.#askAgain()
      if (element.chip.kind === 'creating') return
    }
    if (!world.phorgeConduitCard) {
      const answer = await ask({ intent: 'load-card' })
      if (!answer.ok) return this.#setState(key, { kind: 'failed', failure: answer.failure })
    }
    element.button.setAttribute('aria-expanded', 'true')
    world.phorgeConduitCard?.({
      error: element.error,
      chip: element.chip,
      beside: element.host.getBoundingClientRect(),
      onChip: (chip) => this.#setState(key, chip),
      onSignedIn: () => this.#askAgain(),
      onClose: () => {
        element.button.setAttribute('aria-expanded', 'false')
        // The browser has led back to where the card was opened from; whoever went on from there is not called back.
        if (document.activeElement === document.body) element.button.focus()
      },
    })
  }
}

function isUnsettled({ kind }: Chip): boolean {
  return kind === 'failed' || kind === 'creating'
}
