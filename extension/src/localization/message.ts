import type messages from '../../public/_locales/en/messages.json'

export type MessageName = keyof typeof messages

/** The text of this name in the language of the browser; `$1`, `$2` … are replaced in turn. */
export function message(name: MessageName, ...replacements: readonly string[]): string {
  return api().i18n.getMessage(name, [...replacements])
}

/** `rtl` where the browser's language is written from right to left. */
export function direction(): 'ltr' | 'rtl' {
  return api().i18n.getMessage('@@bidi_dir') === 'rtl' ? 'rtl' : 'ltr'
}

interface Localization {
  readonly i18n: { getMessage(name: string, replacements?: string[]): string }
}

/** Not the polyfill: content scripts do without it, and this part of the API needs none. */
function api(): Localization {
  const { browser, chrome } = globalThis as unknown as Record<'browser' | 'chrome', Localization | undefined>
  const found = browser ?? chrome
  if (!found) throw new Error('There is no extension API here.')
  return found
}
