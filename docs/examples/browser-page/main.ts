// A page without a server of its own: a public client with PKCE, and calls through the gateway's CORS.
import { Conduit, isConduitError, OAuthClient, oauthSession } from 'phorge-conduit'
import { webStore } from 'phorge-conduit/stores/web'

const { VITE_CONDUIT_URL: url = 'http://localhost:8080', VITE_CLIENT_ID: clientId } = import.meta.env
const scopes = ['maniphest.search', 'maniphest.edit:create']
const client = new OAuthClient({ server: url, clientId, redirectUri: `${location.origin}/`, scopes })
const store = webStore()
const conduit = new Conduit({ url, credential: oauthSession({ client, store, key: 'me' }) })

const element = <E extends Element>(selector: string) => document.querySelector(selector) as E
const [button, form] = [element<HTMLButtonElement>('#sign-in'), element<HTMLFormElement>('form')]

button.onclick = () =>
  show(async () => {
    const { url, ...pending } = await client.authorize()
    sessionStorage.setItem('pending', JSON.stringify(pending))
    location.assign(url)
  })
form.onsubmit = (event) => {
  event.preventDefault()
  show(() =>
    conduit.tasks.create({ title: String(new FormData(form).get('title')) }).then(() => form.reset()),
  )
}

/** Keeps the tokens for the code that the gateway has sent the browser back with; throws when it was a refusal. */
async function finishSignIn(): Promise<void> {
  const callback = new URL(location.href)
  history.replaceState(null, '', '/')
  const pending = sessionStorage.getItem('pending') ?? '{}'
  sessionStorage.removeItem('pending')
  await store.set('me', await client.exchange(callback, JSON.parse(pending)))
}

async function list(): Promise<void> {
  const { phid, userName } = await conduit.user.whoami()
  const { data } = await conduit.maniphest.search({ constraints: { authorPHIDs: [phid] } })
  const texts = data.map(({ id, fields }) => `T${id} ${fields.name} (${fields.status.name})`)
  const items = texts.map((textContent) => Object.assign(document.createElement('li'), { textContent }))
  element('ul').replaceChildren(...items)
  element('[role=status]').textContent = `Signed in as ${userName}.`
}

/** Does this, then shows what there is now. */
async function show(work?: () => Promise<unknown>): Promise<void> {
  try {
    await work?.()
    if (await store.get('me')) await list()
  } catch (error) {
    const words = isConduitError(error) ? `${error.message} ${error.remedy}` : String(error)
    element('[role=status]').textContent = words
  }
  button.hidden = (await store.get('me')) !== undefined
  form.hidden = !button.hidden
}

await show(/[?&](code|error)=/.test(location.search) ? finishSignIn : undefined)
