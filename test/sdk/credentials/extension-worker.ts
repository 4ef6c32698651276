/** The service worker of the extension in browser-session-in-extension.test.ts. */

import { Conduit } from '../../../sdk/src/conduit.ts'
import { browserSession } from '../../../sdk/src/credentials/browser-session.ts'

export const calls = {
  whoAmI: async (url: string) => {
    const conduit = new Conduit({ url, credential: browserSession({ url }) })
    return conduit.user.whoami().then(
      ({ userName }) => userName,
      ({ code, remedy }) => ({ code, remedy }),
    )
  },
}
