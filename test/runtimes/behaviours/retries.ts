import type { ConduitOptions } from 'phorge-conduit'
import { equal, rejects } from '../check.ts'
import { type Behaviour, stubOf } from '../world.ts'
import { rjkaplanAt } from './calls.ts'

/** No waiting: the time before a repetition is a part of a bound that `random` names. */
const atOnce: Partial<ConduitOptions> = { random: () => 0 }

export const retries: readonly Behaviour[] = [
  {
    name: 'a read is sent again when the server failed',
    async run(world) {
      const { url, sendings } = stubOf(world, 'fails-once')
      equal(await rjkaplanAt(world, { url, ...atOnce }).conduit.ping(), 'stub')
      equal(await sendings(), 2)
    },
  },
  {
    name: 'a call is sent again when there were too many',
    async run(world) {
      const { url, sendings } = stubOf(world, 'limits-once')
      equal(await rjkaplanAt(world, { url, ...atOnce }).conduit.ping(), 'stub')
      equal(await sendings(), 2)
    },
  },
  {
    name: 'a read is sent again when the connection breaks',
    async run(world) {
      const { url, sendings } = stubOf(world, 'drops-once')
      equal(await rjkaplanAt(world, { url, ...atOnce }).conduit.ping(), 'stub')
      equal(await sendings(), 2)
    },
  },
  {
    name: 'a read is sent again when its answer is cut off',
    async run(world) {
      const { url, sendings } = stubOf(world, 'truncates-once')
      equal(await rjkaplanAt(world, { url, ...atOnce }).conduit.ping(), 'stub')
      equal(await sendings(), 2)
    },
  },
  {
    name: 'a create whose answer is lost is outcome_unknown, and sent once',
    async run(world) {
      const { url, sendings } = stubOf(world, 'drops')
      const edit = { transactions: [{ type: 'title', value: 'x' }] } as const
      await rejects(rjkaplanAt(world, { url, ...atOnce }).maniphest.edit(edit), { code: 'outcome_unknown' })
      equal(await sendings(), 1)
    },
  },
  {
    name: 'a server that is never reached is network',
    async run(world) {
      const { url } = stubOf(world, 'drops')
      await rejects(rjkaplanAt(world, { url, ...atOnce }).conduit.ping(), { code: 'network' })
    },
  },
  {
    name: 'a read that takes too long is timeout',
    async run(world) {
      const { url } = stubOf(world, 'silent')
      await rejects(rjkaplanAt(world, { url, retries: 0, timeout: 50 }).conduit.ping(), { code: 'timeout' })
    },
  },
  {
    name: 'a call that its caller aborts is aborted',
    async run(world) {
      const { url } = stubOf(world, 'silent')
      const controller = new AbortController()
      const call = rjkaplanAt(world, { url }).conduit.ping({}, { signal: controller.signal })
      controller.abort()
      await rejects(call, { code: 'aborted' })
    },
  },
]
