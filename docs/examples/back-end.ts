// A back end whose users create and close tasks as themselves: Fastify, sign-in, and tokens in a file.
import Fastify, { type FastifyRequest } from 'fastify'
import { Conduit, type ConduitErrorCode, isConduitError, OAuthClient } from 'phorge-conduit'
import { createSignIn } from 'phorge-conduit/server'
import { toWebRequest } from 'phorge-conduit/server/node'
import { fileStore } from 'phorge-conduit/stores/file'

const { CONDUIT_URL: url = 'http://localhost:8080', CLIENT_ID = '', CLIENT_SECRET = '' } = process.env
const { COOKIE_SECRET = '', TOKENS = '.data/tokens.json' } = process.env
const { PORT = '3000', PUBLIC_URL = `http://localhost:${PORT}` } = process.env

const client = new OAuthClient({
  server: url,
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  redirectUri: `${PUBLIC_URL}/sign-in/callback`,
  scopes: ['maniphest.search', 'maniphest.edit:create', 'maniphest.edit:status'],
})
const signIn = createSignIn({ client, store: fileStore(TOKENS), cookie: { secret: COOKIE_SECRET } })
const everybody = new Conduit({ url })

/** The client that acts for whoever sent the request; `undefined` when they are not signed in. */
async function conduitOf({ raw }: FastifyRequest): Promise<Conduit | undefined> {
  const session = await signIn.session(toWebRequest(raw), { returnTo: '/' })
  return session && everybody.as(session.credential)
}

const app = Fastify({ logger: { level: 'warn' } })
app.get('/sign-in', ({ raw }) => signIn.start(toWebRequest(raw)))
app.get('/sign-in/callback', ({ raw }) => signIn.callback(toWebRequest(raw)))
app.post('/sign-out', ({ raw }) => signIn.signOut(toWebRequest(raw)))

app.get('/', async (request, reply) => {
  const conduit = await conduitOf(request)
  if (!conduit) return reply.redirect(signIn.startUrl({ returnTo: '/' }))
  const { phid, userName } = await conduit.user.whoami()
  const mine = conduit.maniphest.search({ constraints: { authorPHIDs: [phid], statuses: ['open()'] } })
  return { userName, tasks: (await mine.all()).map(({ id, fields }) => `T${id} ${fields.name}`) }
})
app.post<{ Body: { title: string } | null }>('/tasks', async (request, reply) => {
  const conduit = await conduitOf(request)
  return conduit ? conduit.tasks.create({ title: request.body?.title ?? '' }) : reply.code(401).send()
})
app.post<{ Params: { task: string } }>('/tasks/:task/close', async (request, reply) => {
  const conduit = await conduitOf(request)
  return conduit ? conduit.tasks.close(request.params.task) : reply.code(401).send()
})

const statuses: Partial<Record<ConduitErrorCode, number>> = { scope: 403, not_found: 404, validation: 422 }
app.setErrorHandler((error, request, reply) => {
  if (!isConduitError(error)) return reply.send(error)
  const { code: why, message, remedy } = error
  const grantUrl = why === 'scope' ? error.authorizationUrl : undefined
  const status = why.startsWith('auth_') ? 401 : (statuses[why] ?? 502)
  if (status === 502) request.log.warn(error)
  return reply.code(status).send({ error: why, message, remedy, grantUrl })
})
await app.listen({ port: Number(PORT) })
console.log(`Open ${PUBLIC_URL}/`)
