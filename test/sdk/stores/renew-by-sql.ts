import { Kysely } from 'kysely'
import { OAuthClient } from 'phorge-conduit/oauth'
import { sqlStore } from 'phorge-conduit/stores/sql'
import { nodeSqliteDialect } from '../../../gateway/src/database/node-sqlite.ts'
import { oauthSession } from '../../../sdk/src/credentials/oauth-session.ts'

/** Asks ten times at once for an authorization at the time `now`, and says which it got. Started by sql.test.ts. */
const [server = '', file = '', key = '', now = ''] = process.argv.slice(2)
const kysely = new Kysely<object>({ dialect: nodeSqliteDialect(file) })
const client = new OAuthClient({
  server,
  clientId: 'process',
  redirectUri: `${server}/callback`,
  now: () => Number(now),
})
const session = oauthSession({ client, store: sqlStore({ kysely }), key })
const answers = await Promise.all(Array.from({ length: 10 }, () => session.authorization()))
process.stdout.write(JSON.stringify(answers.map(({ token }) => token)))
await kysely.destroy()
