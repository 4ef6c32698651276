import * as z from 'zod/mini'
import { browser } from '../browser.ts'

/** The page that the popup is about. */
export interface ShownPage {
  readonly tabId: number | undefined
  readonly windowId: number | undefined
  readonly title: string
  readonly address: string
  /** `undefined` for a page that is not of the web. */
  readonly origin: string | undefined
  readonly selection: string
  /** Opened by the context menu, to write a task about it. */
  readonly isDraft: boolean
}

const draft = z.object({
  tabId: z.number(),
  windowId: z.number(),
  title: z.string(),
  address: z.string(),
  selection: z.string(),
})

/** The active tab; or, in a window of its own, the tab or the draft that the address names. */
export async function shownPage(parameters: URLSearchParams): Promise<ShownPage> {
  const name = `draft ${parameters.get('draft')}`
  const { data } = draft.safeParse((await browser.storage.session.get(name))[name])
  if (data) return { ...data, origin: webOrigin(data.address), isDraft: true }
  const tab = parameters.has('tab')
    ? await browser.tabs.get(Number(parameters.get('tab')))
    : (await browser.tabs.query({ active: true, currentWindow: true }))[0]
  const { id: tabId, windowId, title = '', url: address = '' } = tab ?? {}
  return { tabId, windowId, title, address, origin: webOrigin(address), selection: '', isDraft: false }
}

function webOrigin(address: string): string | undefined {
  const url = URL.parse(address)
  return url && /^https?:$/.test(url.protocol) ? url.origin : undefined
}
