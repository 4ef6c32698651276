import type { Scenario, Trial } from '../scenario.ts'

/** Tasks of their own project, so that a search for it finds these and no others. */
async function seed(trial: Trial, priorities: readonly string[]) {
  const project = await trial.project()
  const tasks: number[] = []
  for (const value of priorities) {
    const { object } = await trial.create(
      `task with ${value}`,
      { type: 'priority', value },
      { type: 'projects.set', value: [project.phid] },
    )
    tasks.push(object.id)
  }
  return { project, tasks, constraints: { projects: [project.phid] } }
}

const shape: Scenario = {
  name: 'maniphest.search answers data, maps, query and cursor',
  async run(trial) {
    const { check } = trial
    const { object } = await trial.create('the shape of a page')
    const page = await trial.search({ constraints: { ids: [object.id] } })
    check.equal('maps', page.maps, {})
    check.equal('query', page.query, { queryKey: null })
    check.equal('cursor', page.cursor, { limit: 100, after: null, before: null, order: null })
    check.equal('attachments', page.data[0]?.attachments, {})
    check.equal(
      'its fields',
      Object.keys(page.data[0]?.fields ?? {})
        .filter((name) => !name.startsWith('custom.'))
        .sort(),
      [
        'authorPHID',
        'closerPHID',
        'dateClosed',
        'dateCreated',
        'dateModified',
        'description',
        'groupByProjectPHID',
        'name',
        'ownerPHID',
        'points',
        'policy',
        'priority',
        'spacePHID',
        'status',
        'subtype',
      ],
    )
    const nothing = await trial.search({ constraints: { ids: [999_999_999] } })
    check.equal('nothing found is no error', nothing.data, [])
  },
}

const attachments: Scenario = {
  name: 'an attachment is wanted when its key is there',
  async run(trial) {
    const { object } = await trial.create('attachments')
    const constraints = { ids: [object.id] }
    const names = async (attached: unknown) =>
      Object.keys((await trial.search({ constraints, attachments: attached })).data[0]?.attachments ?? {})
    trial.check.equal('true', await names({ projects: true }), ['projects'])
    trial.check.equal('"1"', await names({ projects: '1' }), ['projects'])
    trial.check.equal('false as well', await names({ projects: false }), ['projects'])
    for (const wrong of [{ bogus: true }, ['columns']]) {
      const answer = await trial.call('maniphest.search', { constraints, attachments: wrong })
      trial.refused(`attachments ${JSON.stringify(wrong)}`, answer, 'ERR-INVALID-ATTACHMENT')
    }
  },
}

const orders: Scenario = {
  name: 'tasks come in the order asked for, highest priority first by default',
  async run(trial) {
    const { check } = trial
    const { tasks, constraints } = await seed(trial, ['low', 'unbreak', 'normal', 'low'])
    const [low, unbreak, normal, second] = tasks
    const ids = async (order?: unknown) =>
      (await trial.search({ constraints, ...(order !== undefined && { order }) })).data.map(({ id }) => id)
    check.equal('default', await ids(), [unbreak, normal, second, low])
    check.equal('priority', await ids('priority'), [unbreak, normal, second, low])
    check.equal('newest', await ids('newest'), [second, normal, unbreak, low])
    check.equal('created is newest', await ids('created'), await ids('newest'))
    check.equal('oldest', await ids('oldest'), tasks)
    check.equal('["-priority", "id"]', await ids(['-priority', 'id']), [second, low, normal, unbreak])
    check.equal('["-id"]', await ids(['-id']), tasks)
    await trial.edit(normal, { type: 'status', value: 'invalid' })
    check.equal('closed: the closed one first', (await ids('closed'))[0], normal)
    check.equal('relevance without a query is newest', await ids('relevance'), await ids('newest'))
    const { cursor } = await trial.search({ constraints, order: ['-priority', 'id'] })
    check.equal('cursor.order repeats what was asked', cursor.order, ['-priority', 'id'])
    for (const order of ['nope', 5, [], ['title'], ['priority'], ['bogus'], ['id', 'id']]) {
      const answer = await trial.call('maniphest.search', { order })
      trial.refused(`order ${JSON.stringify(order)}`, answer, 'ERR-CONDUIT-CORE')
    }
  },
}

const pages: Scenario = {
  name: 'pages join without a gap or a repetition, forwards and backwards',
  async run(trial) {
    const { check } = trial
    const { tasks, constraints } = await seed(trial, ['low', 'high', 'low', 'wish', 'high'])
    for (const order of ['priority', 'updated', 'newest', 'title', 'closed']) {
      const whole = (await trial.search({ constraints, order })).data.map(({ id }) => id)
      const walked: number[] = []
      let after: unknown = null
      do {
        const page = await trial.search({ constraints, order, limit: 2, after })
        walked.push(...page.data.map(({ id }) => id))
        after = page.cursor.after
      } while (after !== null && walked.length < 20)
      check.equal(`${order}: walked`, walked, whole)
    }
    const [one, two, three, four, five] = tasks
    const page = (params: object) => trial.search({ constraints, order: 'newest', limit: 2, ...params })
    const first = await page({})
    check.equal('the first page', first.cursor, {
      limit: 2,
      after: String(four),
      before: null,
      order: 'newest',
    })
    const middle = await page({ after: String(four) })
    check.equal(
      'a page in the middle',
      [middle.cursor.before, middle.cursor.after],
      [String(three), String(two)],
    )
    check.equal('after as a number', (await page({ after: four })).data[0]?.id, three)
    const last = await page({ after: String(two) })
    check.equal(
      'the last page',
      [last.data[0]?.id, last.cursor.after, last.cursor.before],
      [one, null, String(one)],
    )
    const back = await page({ before: String(three) })
    check.equal(
      'back again',
      back.data.map(({ id }) => id),
      [five, four],
    )
    check.equal('its cursor', [back.cursor.before, back.cursor.after], [null, String(four)])
    const exact = await trial.search({ constraints, limit: 5 })
    check.equal('exactly as many as the limit', exact.cursor.after, null)
    for (const after of ['', null, '0']) {
      check.equal(
        `after ${JSON.stringify(after)} is the beginning`,
        (await page({ after })).data[0]?.id,
        five,
      )
    }
    for (const after of ['999999999', 'garbage']) {
      const answer = await trial.call('maniphest.search', { after, order: 'newest' })
      trial.refused(`after ${after}`, answer, 'ERR-CONDUIT-CORE')
    }
  },
}

const limits: Scenario = {
  name: 'a page has 1 to 100 tasks',
  async run(trial) {
    for (const limit of [0, -1, 101, 1000, 'abc']) {
      const answer = await trial.call('maniphest.search', { limit })
      trial.refused(`limit ${JSON.stringify(limit)}`, answer, 'ERR-INVALID-PAGE-SIZE')
    }
    const { tasks, constraints } = await seed(trial, ['low', 'low', 'low'])
    const counted = async (limit: unknown) => (await trial.search({ constraints, limit })).data.length
    trial.check.equal('100', await counted(100), tasks.length)
    trial.check.equal('"2"', await counted('2'), 2)
    trial.check.equal('2.5', await counted(2.5), 2)
    trial.check.equal('null', await counted(null), 3)
    const { cursor } = await trial.search({ constraints, limit: '2' })
    trial.check.equal('cursor.limit repeats what was sent as JSON', cursor.limit, '2')
  },
}

export const searching = [shape, attachments, orders, pages, limits]
