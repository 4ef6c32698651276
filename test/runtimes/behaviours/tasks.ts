import { equal, isTrue, rejects } from '../check.ts'
import type { Behaviour } from '../world.ts'
import { rjkaplanAt } from './calls.ts'

export const tasks: readonly Behaviour[] = [
  {
    name: 'a task is created, closed with a comment and opened again',
    async run(world) {
      const { tasks } = rjkaplanAt(world)
      const { monogram, isOpen } = await tasks.create({ title: 'Checkout fails', priority: 'high' })
      equal(isOpen, true)
      equal((await tasks.close(monogram, { comment: 'Fixed in r123' })).isClosed, true)
      equal((await tasks.reopen(monogram)).isOpen, true)
      equal((await tasks.get(monogram)).priority.name, 'High')
    },
  },
  {
    name: 'the states of several tasks are read at once, and a task that is not there is left empty',
    async run(world) {
      const { tasks } = rjkaplanAt(world)
      const { id } = await tasks.create({ title: 'One' })
      const [there, missing] = await tasks.getMany([id, 999_999])
      equal(there?.id, id)
      isTrue(missing === undefined, 'the other is missing')
    },
  },
  {
    name: 'people and projects are given by name',
    async run(world) {
      const { tasks } = rjkaplanAt(world)
      const { id } = await tasks.create({ title: 'x', owner: '@angie', projects: ['#backend'] })
      const { ownerPHID, projectPHIDs } = await tasks.get(id)
      isTrue(ownerPHID?.startsWith('PHID-USER-') === true, 'it has an owner')
      equal(projectPHIDs?.length, 1)
    },
  },
  {
    name: 'a status that the server does not have is refused before anything is sent, with those that it has',
    async run(world) {
      const { tasks } = rjkaplanAt(world)
      const { id } = await tasks.create({ title: 'x' })
      const error = await rejects(tasks.close(id, { status: 'done' }), { code: 'validation' })
      isTrue(JSON.stringify(error).includes('resolved'), 'it names what is valid')
      equal((await tasks.get(id)).isOpen, true)
    },
  },
]
