import { browser } from '../browser.ts'
import { message } from '../localization/message.ts'
import { answer } from './answers.ts'
import { openDraft } from './page-draft.ts'
import { onTabAddress, onTabClosed } from './servers/sign-in.ts'
import { registerContentScript } from './sites/content-script.ts'
import { turnOnPermitted } from './sites/turn-on.ts'
import { keepFromContentScripts } from './storage.ts'
import { finishInterrupted } from './tasks/create.ts'

// Everything is registered at once: a worker that was stopped is started again by what it listens to.
browser.runtime.onMessage.addListener((asked: unknown, sender, respond: (answer: unknown) => void) => {
  answer(asked, sender).then(respond)
  return true
})

browser.runtime.onInstalled.addListener(async ({ reason }) => {
  browser.contextMenus.removeAll().then(() => {
    browser.contextMenus.create({
      id: 'draft',
      title: message('menu_draft'),
      contexts: ['selection', 'page'],
    })
  })
  await registerContentScript()
  if (reason === 'install')
    await browser.tabs.create({ url: browser.runtime.getURL('src/welcome/welcome.html') })
})

browser.contextMenus.onClicked.addListener(({ selectionText }, tab) => {
  if (tab) void openDraft(tab, selectionText)
})

browser.permissions.onAdded.addListener(() => {
  void registerContentScript()
  void turnOnPermitted()
})
browser.permissions.onRemoved.addListener(() => void registerContentScript())
browser.tabs.onUpdated.addListener((tabId, { url }) => {
  if (url) void onTabAddress(tabId, url)
})
browser.tabs.onRemoved.addListener((tabId) => onTabClosed(tabId))

void keepFromContentScripts()
void finishInterrupted()
