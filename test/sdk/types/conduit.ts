import { apiToken, Conduit } from '../../../sdk/src/index.ts'
import { TOKEN } from '../conduit-server.ts'

/** The methods that were called, in order. */
export const called: string[] = []

/** A client that sends nothing and notes which method would have been called. */
export const conduit = new Conduit({
  url: 'https://phorge.example.com',
  credential: apiToken(TOKEN),
  async fetch(input) {
    called.push(new URL(String(input)).pathname.replace('/api/', ''))
    const refused = { result: null, error_code: 'ERR-CONDUIT-CORE', error_info: 'No.' }
    return Response.json(refused)
  },
})
