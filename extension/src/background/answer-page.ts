import type { Answers, PageIntent } from '../messages.ts'
import { addServer } from './servers/add.ts'
import { conduitFor, forgetClients } from './servers/client.ts'
import { redirectUri } from './servers/oauth.ts'
import { probe } from './servers/probe.ts'
import { listServers, removeServer, serverAt } from './servers/servers.ts'
import { signInTo, signOutOf, viewServer } from './servers/sign-in.ts'
import { exportSettings, importSettings } from './settings-file.ts'
import { registerContentScript } from './sites/content-script.ts'
import { listSites, removeSite, siteAt } from './sites/sites.ts'
import { turnOn, turnOnOncePermitted } from './sites/turn-on.ts'
import { chipsFor } from './tasks/chips.ts'
import { createFromPage } from './tasks/create-from-page.ts'
import { choicesOf } from './tasks/draft.ts'
import { forgetTasksOf } from './tasks/memory.ts'
import { findNames } from './tasks/names.ts'

/** Answers the popup, the options and the first-run page. */
export async function answerPage(asked: PageIntent): Promise<Answers[PageIntent['intent']]> {
  switch (asked.intent) {
    case 'overview':
      return { servers: await listServers(), sites: await listSites(), redirectUri: redirectUri() }
    case 'probe':
      return probe(asked.url)
    case 'add-server':
      return addServer(asked)
    case 'remove-server':
      await signOutOf(await serverAt(asked.url))
      await forgetTasksOf(asked.url)
      await removeServer(asked.url)
      return null
    case 'who-am-i':
      return viewServer(await serverAt(asked.url))
    case 'sign-in-to':
      await signInTo(await serverAt(asked.url), asked.scopes)
      return viewServer(await serverAt(asked.url))
    case 'sign-out':
      await signOutOf(await serverAt(asked.url))
      await forgetTasksOf(asked.url)
      return null
    case 'save-site':
      return turnOn(asked.site)
    case 'save-site-once-permitted':
      await turnOnOncePermitted(asked.site)
      return null
    case 'remove-site':
      await removeSite(asked.origin)
      await registerContentScript()
      return null
    case 'chips':
      return chipsFor(await siteAt(asked.origin), asked.keys)
    case 'choices':
      return choicesOf(await conduitFor(await serverAt(asked.server)))
    case 'find-names':
      return findNames(await conduitFor(await serverAt(asked.server)), asked.kind, asked.words)
    case 'create-from-page':
      return createFromPage(asked)
    case 'export':
      return exportSettings()
    case 'import':
      await importSettings(asked.text)
      forgetClients()
      await registerContentScript()
      return null
  }
}
