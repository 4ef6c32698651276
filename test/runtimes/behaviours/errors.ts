import { apiToken, Conduit, isConduitError } from 'phorge-conduit'
import { equal, isTrue, rejects } from '../check.ts'
import { type Behaviour, stubOf } from '../world.ts'
import { rjkaplanAt } from './calls.ts'

export const errors: readonly Behaviour[] = [
  {
    name: 'a method that the server does not have is method_unknown',
    run: async (world) => void (await rejects(rjkaplanAt(world).call('no.such'), { code: 'method_unknown' })),
  },
  {
    name: 'an object that is not there is not_found',
    run: async (world) => void (await rejects(rjkaplanAt(world).tasks.get('T999999'), { code: 'not_found' })),
  },
  {
    name: 'a token that the server does not know is auth_invalid',
    async run(world) {
      const credential = apiToken(`api-${'x'.repeat(28)}`)
      await rejects(rjkaplanAt(world, { credential }).user.whoami(), { code: 'auth_invalid' })
    },
  },
  {
    name: 'nobody is auth_missing',
    async run(world) {
      await rejects(new Conduit({ url: world.gateway }).user.whoami(), { code: 'auth_missing' })
    },
  },
  {
    name: 'what cannot be a token is auth_malformed, and what is no address is configuration',
    async run() {
      await rejects((async () => apiToken('api-short'))(), { code: 'auth_malformed' })
      await rejects((async () => new Conduit({ url: 'phorge.example.com' }))(), { code: 'configuration' })
    },
  },
  {
    name: 'an empty objectIdentifier, which would create a task, is never sent',
    async run(world) {
      const { url, sendings } = stubOf(world, 'echo')
      const edit = { objectIdentifier: '', transactions: [{ type: 'title', value: 'x' }] } as const
      await rejects(rjkaplanAt(world, { url }).maniphest.edit(edit), { code: 'validation' })
      equal(await sendings(), 0)
    },
  },
  {
    name: 'a page in the place of an answer is not_conduit',
    async run(world) {
      const { url } = stubOf(world, 'html')
      await rejects(rjkaplanAt(world, { url }).user.whoami(), { code: 'not_conduit', status: 200 })
    },
  },
  {
    name: 'a redirect is not followed with a token',
    async run(world) {
      const { url, sendings } = stubOf(world, 'redirect')
      await rejects(rjkaplanAt(world, { url }).user.whoami(), { code: 'not_conduit' })
      equal(await sendings(), 1)
    },
  },
  {
    name: 'a token that the server repeats in its words is not in the error',
    async run(world) {
      const { url } = stubOf(world, 'indiscreet')
      const error = await rejects(rjkaplanAt(world, { url }).call('acme.secret'), {})
      isTrue(isConduitError(error), 'it is an error of the package')
      const all = [error.message, error.stack, JSON.stringify(error), String(error.cause)].join('\n')
      isTrue(!all.includes(world.apiToken), 'the token is nowhere')
    },
  },
  {
    name: 'a client tells a log its address and nothing else',
    async run(world) {
      equal(rjkaplanAt(world), { url: `${world.gateway}/` })
    },
  },
]
