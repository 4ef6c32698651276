import { browser, type Tabs } from '../browser.ts'

/** What the user pointed at, for the draft window that is opened. It ends with the browser. */
export interface PageDraft {
  readonly tabId: number
  readonly windowId: number
  readonly title: string
  readonly address: string
  readonly selection: string
}

/** Opens a draft about a page, with what is selected on it. */
export async function openDraft(tab: Tabs.Tab, selection = ''): Promise<void> {
  const { id, windowId, title = '', url = '' } = tab
  if (id === undefined || windowId === undefined) return
  const draft: PageDraft = { tabId: id, windowId, title, address: url, selection }
  const name = crypto.randomUUID()
  await browser.storage.session.set({ [`draft ${name}`]: draft })
  await browser.windows.create({
    url: browser.runtime.getURL(`src/popup/popup.html?draft=${name}`),
    type: 'popup',
    width: 480,
    height: 720,
  })
}
