import { apiToken, Conduit, type ConduitOptions } from 'phorge-conduit'
import { equal, isTrue } from '../check.ts'
import { type Behaviour, stubOf, type World } from '../world.ts'

export function rjkaplanAt(world: World, options: Partial<ConduitOptions> = {}): Conduit {
  return new Conduit({ url: world.gateway, credential: apiToken(world.apiToken), ...options })
}

/** What the stub `echo` says of a call. */
interface Echo {
  readonly httpMethod: string
  readonly headers: Readonly<Record<string, string>>
  readonly form: Readonly<Record<string, string>>
}

async function echoed(world: World, params: object): Promise<Echo> {
  const { url } = stubOf(world, 'echo')
  return (await rjkaplanAt(world, { url }).call('acme.echo', params)) as Echo
}

export const calls: readonly Behaviour[] = [
  {
    name: 'a method is called by its name as the user of the token',
    async run(world) {
      const { userName } = await rjkaplanAt(world).call('user.whoami')
      equal(userName, 'rjkaplan')
    },
  },
  {
    name: 'a method is called as a property, however deep',
    async run(world) {
      const { data } = await rjkaplanAt(world).maniphest.status.search()
      isTrue(data.length > 3, 'there are statuses')
    },
  },
  {
    name: 'a method that needs nobody is called without a credential',
    async run(world) {
      const conduit = new Conduit({ url: world.gateway })
      equal(typeof (await conduit.conduit.ping()), 'string')
    },
  },
  {
    name: 'a client can be awaited and returned from an async function',
    async run(world) {
      const conduit = await (async () => rjkaplanAt(world))()
      isTrue(conduit instanceof Conduit, 'it is a Conduit')
    },
  },
  {
    name: 'parameters and token travel in a form, and the token nowhere else',
    async run(world) {
      const { httpMethod, headers, form } = await echoed(world, { a: [1, { b: 'ü' }] })
      equal(httpMethod, 'POST')
      equal(headers['content-type']?.split(';')[0], 'application/x-www-form-urlencoded')
      equal(form.output, 'json')
      const { __conduit__: credentials, ...params } = JSON.parse(form.params ?? '')
      equal(params, { a: [1, { b: 'ü' }] })
      equal(credentials.token, world.apiToken)
      isTrue(!JSON.stringify(headers).includes(world.apiToken), 'no header has the token')
    },
  },
  {
    name: 'no cookie goes with a token: Phorge would believe the cookie',
    async run(world) {
      // The page that this runs in was given one for this origin.
      equal((await echoed(world, {})).headers.cookie, undefined)
    },
  },
  {
    name: 'text arrives as it was, whatever its script',
    async run(world) {
      const title = '結帳失敗 🛒 “quoted” & = + % \u2028'
      const conduit = rjkaplanAt(world)
      const { monogram } = await conduit.tasks.create({ title })
      equal((await conduit.tasks.get(monogram)).title, title)
    },
  },
  {
    name: 'a search is walked page by page',
    async run(world) {
      const conduit = rjkaplanAt(world)
      const made = await Promise.all(['a', 'b', 'c'].map((title) => conduit.tasks.create({ title })))
      const ids = made.map(({ id }) => id).sort()
      const sizes: number[] = []
      for await (const { data } of conduit.maniphest.search({ limit: 2, constraints: { ids } }).pages()) {
        sizes.push(data.length)
      }
      equal(sizes, [2, 1])
      const found: number[] = []
      for await (const { id } of conduit.maniphest.search({ limit: 2, constraints: { ids } })) found.push(id)
      equal(found.sort(), ids)
    },
  },
  {
    name: 'what is attached is there',
    async run(world) {
      const conduit = rjkaplanAt(world)
      const { id } = await conduit.tasks.create({ title: 'x', projects: ['#backend'] })
      const { data } = await conduit.maniphest.search({
        constraints: { ids: [id] },
        attachments: { projects: true },
      })
      equal(data[0]?.attachments.projects.projectPHIDs.length, 1)
    },
  },
  {
    name: 'calls take their turns in the order in which they were asked for',
    async run(world) {
      const { url } = stubOf(world, 'in-order')
      const conduit = rjkaplanAt(world, { url, concurrency: 1 })
      const names = [1, 2, 3, 4, 5].map((number) => `acme.number${number}`)
      equal(await Promise.all(names.map((name) => conduit.call(name))), [1, 2, 3, 4, 5])
    },
  },
  {
    name: 'one client serves several people',
    async run(world) {
      const nobody = new Conduit({ url: world.gateway })
      equal((await nobody.as(apiToken(world.apiToken)).user.whoami()).userName, 'rjkaplan')
    },
  },
]
