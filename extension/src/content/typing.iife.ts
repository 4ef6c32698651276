/** The first script in a page, before any of its own, and therefore small: only what has to be there before them. */

import { world } from './card-script.ts'
import { keepTypingPrivate, listenBeforeThePage } from './private-events.ts'

if (!world.phorgeConduitTyping) {
  world.phorgeConduitTyping = keepTypingPrivate
  listenBeforeThePage()
}
