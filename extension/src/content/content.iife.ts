/**
 * The content script: in pages of the sites that the user has turned on, when the browser has nothing better to do. It holds no
 * credentials and no settings.
 */

import { listen } from './ask.ts'
import { world } from './card-script.ts'
import { Page } from './page.ts'

// It is also started in tabs that are open when their site is turned on.
if (!world.phorgeConduitContent) {
  world.phorgeConduitContent = true
  const page = new Page()
  listen((event, respond) => {
    if (event.event === 'list-errors') {
      void page.errors().then((errors) => respond(errors.map(({ anchor: _, ...error }) => error)))
      return
    }
    page.changed(event)
    respond(null)
  })
  if (document.readyState === 'loading')
    document.addEventListener('DOMContentLoaded', () => page.start(), { once: true })
  else page.start()
}
