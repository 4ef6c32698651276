/**
 * An element of ours in a page: what is inside is in a closed shadow root, which the page can neither read nor style.
 * The style sheet is shared by all of them and needs no permission from the page's Content-Security-Policy.
 */
export function shadowHost(sheet: CSSStyleSheet): { readonly host: HTMLElement; readonly root: ShadowRoot } {
  const host = document.createElement('span')
  const root = host.attachShadow({ mode: 'closed' })
  root.adoptedStyleSheets = [sheet]
  return { host, root }
}

export function styleSheet(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return sheet
}
