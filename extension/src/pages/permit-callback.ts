import { browser } from '../browser.ts'
import { hostPattern } from '../origins.ts'

/**
 * Before a sign-in: where the browser has no window of its own for it, the code comes back to a tab, whose address only
 * who has the permission for its host gets to see. Called first of all, as the browser asks only in answer to a press.
 */
export async function permitCallback(): Promise<boolean> {
  const callback = browser.identity.getRedirectURL()
  if ('launchWebAuthFlow' in browser.identity) return true
  return browser.permissions.request({ origins: [hostPattern(callback)] })
}
