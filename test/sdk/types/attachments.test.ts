import { expect, expectTypeOf, test } from 'vitest'
import type { Conduit, ManiphestTask } from '../../../sdk/src/index.ts'

/** Compiled and not run. */
function compiled(program: (conduit: Conduit) => unknown): void {
  expect(program).toBeTypeOf('function')
}

test('what a search asks to be attached is certain in what it finds, and nothing else is', () => {
  compiled(async (conduit) => {
    const { data } = await conduit.maniphest.search({ attachments: { projects: true } })
    for (const task of data) {
      expectTypeOf(task).toExtend<ManiphestTask>()
      expectTypeOf(task.attachments.projects.projectPHIDs).toEqualTypeOf<`PHID-${string}-${string}`[]>()
      // @ts-expect-error it was not asked for
      task.attachments.subscribers.subscriberCount
    }
  })
})

test('it is certain on every way to the objects', () => {
  compiled(async (conduit) => {
    const search = conduit.paste.search({ attachments: { content: true }, constraints: { ids: [1] } })
    for await (const paste of search) paste.attachments.content.content.toUpperCase()
    for (const paste of await search.all()) paste.attachments.content.content.toUpperCase()
    const { data } = await conduit.call('differential.revision.search', {
      attachments: { reviewers: true },
      order: 'newest',
    })
    return data[0]?.attachments.reviewers.reviewers.map(({ isBlocking }) => isBlocking)
  })
})

test('it is not certain where the parameters do not say so for sure', () => {
  compiled((conduit) => {
    const chosen: { projects?: true } = {}
    const search = conduit.maniphest.search({ attachments: chosen })
    return search.then(({ data }) => [
      data[0]?.attachments.projects?.projectPHIDs,
      // @ts-expect-error perhaps it was not asked for
      data[0]?.attachments.projects.projectPHIDs,
    ])
  })
})

test('what cannot be attached is refused', () => {
  compiled((conduit) => [
    // @ts-expect-error projects
    conduit.maniphest.search({ attachments: { project: true } }),
    // @ts-expect-error projects
    conduit.maniphest.search({ attachments: { subscribers: true, project: true } }),
    // @ts-expect-error false attaches it too
    conduit.maniphest.search({ attachments: { projects: false } }),
    // @ts-expect-error nothing can be attached to a network
    conduit.almanac.network.search({ attachments: { projects: true } }),
    // @ts-expect-error projects
    conduit.call('maniphest.search', { attachments: { project: true } }),
    // @ts-expect-error statuses
    conduit.call('maniphest.search', { constraints: { status: ['open'] } }),
    conduit.call('maniphest.search'),
  ])
})
