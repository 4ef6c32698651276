/** The card of one error's task, which the background starts in the page with the first click on a chip. */

import { render } from 'preact'
import controls from '../appearance/controls.css?inline'
import tokens from '../appearance/tokens.css?inline'
import { type CardRequest, world } from '../content/card-script.ts'
import { shadowHost, styleSheet } from '../content/shadow.ts'
import { direction } from '../localization/message.ts'
import css from './card.css?inline'
import { Card } from './card.tsx'
import { place } from './place.ts'
import { coverWatch } from './uncovered.ts'

const sheet = styleSheet(tokens + controls + css)

world.phorgeConduitCard = open

/** One card at a time; it is modal, so there is no chip to press while one is open. */
function open(request: CardRequest): void {
  const { host, root } = shadowHost(sheet)
  const dialog = document.createElement('dialog')
  dialog.className = 'card'
  dialog.dir = direction()
  dialog.setAttribute('aria-labelledby', 'card-title')
  root.append(dialog)
  document.documentElement.append(host)
  world.phorgeConduitTyping?.(host, root)
  const cover = coverWatch(dialog, host)

  const close = () => dialog.close()
  dialog.addEventListener('close', () => {
    cover.stop()
    render(null, dialog)
    host.remove()
    request.onClose()
  })
  // A press beside the card closes it: what was written is kept.
  dialog.addEventListener('click', (event) => {
    if (event.isTrusted && event.target === dialog && isBeside(event, dialog)) close()
  })
  for (const type of ['click', 'pointerdown', 'pointerup', 'mousedown', 'mouseup']) {
    host.addEventListener(type, (event) => event.stopPropagation())
  }
  render(<Card request={request} onClose={close} judge={cover.judge} />, dialog)
  dialog.showModal()
  place(dialog, request.beside)
}

/** Without coordinates it was a key that pressed a button. */
function isBeside({ clientX, clientY, detail }: MouseEvent, dialog: HTMLElement): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect()
  return detail > 0 && (clientX < left || clientX > right || clientY < top || clientY > bottom)
}
