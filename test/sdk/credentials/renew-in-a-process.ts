import { oauthSession } from 'phorge-conduit'
import { OAuthClient } from 'phorge-conduit/oauth'
import { fileStore } from 'phorge-conduit/stores/file'

/** Asks for an authorization at the time `now` and says which it got. Started by oauth-session.test.ts. */
const [server = '', redirectUri = '', file = '', key = '', now = ''] = process.argv.slice(2)
const client = new OAuthClient({
  server,
  clientId: process.env.CLIENT_ID ?? '',
  clientSecret: process.env.CLIENT_SECRET,
  redirectUri,
  now: () => Number(now),
})
const session = oauthSession({ client, store: fileStore(file), key })
const answers = await Promise.all(Array.from({ length: 10 }, () => session.authorization()))
process.stdout.write(JSON.stringify(answers.map(({ token }) => token)))
