import { type ComponentChild, render } from 'preact'
import { browser } from '../browser.ts'
import { direction, message } from '../localization/message.ts'
import '../appearance/tokens.css'
import '../appearance/controls.css'
import '../appearance/page.css'

/** Shows a page of the extension, in the language of the browser. */
export function mount(name: string, title: string, content: ComponentChild): void {
  const { documentElement: html } = document
  html.lang = browser.i18n.getUILanguage()
  html.dir = direction()
  document.title = `${title} – ${message('extension_name')}`
  const place = document.getElementById(name)
  if (place) render(content, place)
}
