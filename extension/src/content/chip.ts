import { needsSignIn } from '../answer.ts'
import { message } from '../localization/message.ts'
import type { FoundError } from '../sites/site.ts'
import type { Chip } from '../tasks.ts'
import css from './chip.css?inline'
import { shadowHost, styleSheet } from './shadow.ts'

let sheet: CSSStyleSheet | undefined

/** The chip beside one error, on the page. */
export class ChipElement {
  readonly host: HTMLElement
  readonly button: HTMLButtonElement
  readonly #label: HTMLSpanElement
  error: FoundError
  chip: Chip

  constructor(error: FoundError, chip: Chip, onPress: (chip: ChipElement) => void) {
    // Not before there is a chip: most pages have none.
    sheet ??= styleSheet(css)
    const { host, root } = shadowHost(sheet)
    this.host = host
    this.error = error
    this.chip = chip
    this.button = document.createElement('button')
    this.#label = document.createElement('span')
    this.button.type = 'button'
    this.button.setAttribute('aria-haspopup', 'dialog')
    this.button.append(this.#label)
    root.append(this.button)
    this.show(chip)
    // The error may stand in a link or in a row that opens: a press of the chip is none of theirs.
    for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'keydown', 'keyup']) {
      host.addEventListener(type, (event) => event.stopPropagation())
    }
    root.addEventListener('click', (event) => {
      event.stopPropagation()
      event.preventDefault()
      if (event.isTrusted) onPress(this)
    })
  }

  show(chip: Chip): void {
    this.chip = chip
    const label = labelOf(chip)
    this.button.dataset.kind = chip.kind
    this.#label.textContent = label
    this.button.title = 'title' in chip ? chip.title : chip.kind === 'failed' ? chip.failure.message : ''
    this.button.setAttribute('aria-label', `${label}: ${this.error.title.slice(0, 200)}`)
  }
}

export function labelOf(chip: Chip): string {
  switch (chip.kind) {
    case 'none':
      return message('chip_create')
    case 'open':
    case 'closed':
      return `${chip.monogram} ${chip.status}`
    case 'hidden':
      return message('chip_hidden', chip.monogram)
    case 'creating':
      return message('chip_creating')
    case 'failed':
      return message(
        needsSignIn(chip.failure)
          ? 'chip_sign_in'
          : chip.failure.code === 'network'
            ? 'chip_offline'
            : 'chip_failed',
      )
  }
}
