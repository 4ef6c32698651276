import type { Answers, SiteIntent } from '../messages.ts'
import type { Sender } from './sender.ts'
import { serverAt } from './servers/servers.ts'
import { signInTo } from './servers/sign-in.ts'
import { conduitOf } from './sites/conduit.ts'
import { loadCard } from './sites/content-script.ts'
import { siteAt } from './sites/sites.ts'
import { assignToMe, closeTask, commentOnTask, reopenTask } from './tasks/actions.ts'
import { chipsFor } from './tasks/chips.ts'
import { createTask, finishInterrupted } from './tasks/create.ts'
import { taskDetails } from './tasks/details.ts'
import { draftFor } from './tasks/draft.ts'
import { linkTask, unlinkTask } from './tasks/link.ts'
import { findNames } from './tasks/names.ts'
import { similarTasks } from './tasks/similar.ts'

/** Answers a content script: for the site of its own tab, with the server that the user chose for it. */
export async function answerSite(
  asked: SiteIntent,
  { origin, address, tabId }: Extract<Sender, { kind: 'site' }>,
): Promise<Answers[SiteIntent['intent']]> {
  const site = await siteAt(origin)
  switch (asked.intent) {
    case 'errors-seen': {
      const chips = await chipsFor(site, asked.keys)
      if (chips.some(({ kind }) => kind === 'creating')) void finishInterrupted()
      return chips
    }
    case 'load-card':
      await loadCard(tabId)
      return null
    case 'task':
      return taskDetails(site, asked.key)
    case 'draft':
      return draftFor(site, address, asked.error)
    case 'create':
      return createTask(site, asked.key, asked.task)
    case 'close':
      return closeTask(site, asked.key, asked)
    case 'reopen':
      return reopenTask(site, asked.key, asked)
    case 'comment':
      return commentOnTask(site, asked.key, asked.comment)
    case 'assign-to-me':
      return assignToMe(site, asked.key)
    case 'link':
      return linkTask(site, asked.key, asked.reference)
    case 'unlink':
      return unlinkTask(site, asked.key)
    case 'similar':
      return similarTasks(await conduitOf(site), asked.words)
    case 'typeahead':
      return findNames(await conduitOf(site), asked.kind, asked.words)
    case 'sign-in':
      await signInTo(await serverAt(site.server), asked.scopes)
      return null
  }
}
