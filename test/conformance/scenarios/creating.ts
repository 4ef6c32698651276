import type { Edited, Scenario, Task } from '../scenario.ts'

const PHID = /^PHID-TASK-[a-z2-7]{20}$/

const fromATitle: Scenario = {
  name: 'a task is created from a title alone, with Maniphest’s defaults',
  async run(trial) {
    const { check, me } = trial
    const { object, transactions } = await trial.create('a title alone')
    check.holds('object.id is a number', Number.isInteger(object.id))
    check.matches('object.phid', object.phid, PHID)
    check.equal('transactions: create, title, subscribers', transactions.length, 3)
    check.matches('transactions[0].phid', transactions[0]?.phid, /^PHID-XACT-TASK-[a-z2-7]{15}$/)
    check.equal('a transaction tells its PHID and nothing else', Object.keys(transactions[0] ?? {}), ['phid'])

    const { fields, attachments, type } = await trial.read(object.id)
    check.equal('type', type, 'TASK')
    check.equal('description', fields.description, { raw: '' })
    check.equal('authorPHID', fields.authorPHID, me)
    check.equal('ownerPHID', fields.ownerPHID, null)
    check.equal('priority.value', fields.priority.value, 90)
    check.equal('points', fields.points, null)
    check.equal('subtype', fields.subtype, 'default')
    check.equal('closerPHID', fields.closerPHID, null)
    check.equal('dateClosed', fields.dateClosed, null)
    check.equal('groupByProjectPHID', fields.groupByProjectPHID, null)
    check.holds('dateCreated is an epoch', Number.isInteger(fields.dateCreated))
    check.equal('the author is subscribed', attachments.subscribers, {
      subscriberPHIDs: [me],
      subscriberCount: 1,
      viewerIsSubscribed: true,
    })
    check.equal('no projects', attachments.projects, { projectPHIDs: [] })
    check.equal('an empty map is a list', attachments.columns, { boards: [] })
  },
}

const withEverything: Scenario = {
  name: 'a task is created with all that it can have in one call',
  async run(trial) {
    const { check, me } = trial
    const project = await trial.project()
    const { object } = await trial.create(
      'all at once: é 漢字 😀',
      { type: 'description', value: 'Line 1\n\n**bold**' },
      { type: 'priority', value: 'high' },
      { type: 'owner', value: me },
      { type: 'projects.set', value: [project.slug] },
      { type: 'view', value: 'users' },
      { type: 'edit', value: 'users' },
      { type: 'subtype', value: 'default' },
      { type: 'comment', value: 'first comment' },
    )
    const { fields, attachments } = await trial.read(object.id)
    check.matches('name keeps its characters', fields.name, /é 漢字 😀/)
    check.equal('description', fields.description.raw, 'Line 1\n\n**bold**')
    check.equal('priority', fields.priority, { value: 80, name: 'High', color: 'red' })
    check.equal('ownerPHID', fields.ownerPHID, me)
    check.equal('policy', fields.policy, { view: 'users', interact: 'users', edit: 'users' })
    check.equal('projects, by slug', attachments.projects.projectPHIDs, [project.phid])
    const types = (await trial.timeline(object.id)).map(({ type }) => type)
    for (const type of ['create', 'title', 'description', 'priority', 'owner', 'projects', 'comment']) {
      check.holds(`the timeline has ${type}`, types.includes(type))
    }
    check.holds('a subtype that it has anyway is no entry', !types.includes('subtype'))
  },
}

const everyEncoding: Scenario = {
  name: 'a task is created in every encoding, by GET too',
  async run(trial) {
    for (const encoding of ['json', 'console', 'form', 'get'] as const) {
      const title = trial.title(`sent as ${encoding}`)
      const transactions = [
        { type: 'title', value: title },
        { type: 'priority', value: 'low' },
      ]
      const answer = await trial.call('maniphest.edit', { transactions }, { encoding })
      trial.check.equal(`${encoding}: accepted`, answer.code, null)
      const { fields } = await trial.read((answer.result as Edited).object.id)
      trial.check.equal(`${encoding}: title and priority`, [fields.name, fields.priority.value], [title, 25])
    }
    const text = JSON.stringify([{ type: 'title', value: 'x' }])
    const answer = await trial.call('maniphest.edit', { transactions: text }, { encoding: 'form' })
    trial.refused('transactions as JSON text in a form field', answer, 'ERR-CONDUIT-CORE')
  },
}

const byFalsyIdentifier: Scenario = {
  name: 'an objectIdentifier of "", 0, "0" or null creates a task',
  async run(trial) {
    const { object: first } = await trial.create('the one before')
    for (const identifier of ['', 0, '0', null]) {
      const title = trial.title(`objectIdentifier ${JSON.stringify(identifier)}`)
      const { object } = await trial.edit(identifier, { type: 'title', value: title })
      trial.check.holds(`${JSON.stringify(identifier)} makes a new task`, object.id > first.id)
    }
  },
}

const twice: Scenario = {
  name: 'what is sent twice happens twice',
  async run(trial) {
    const transactions = [{ type: 'title', value: trial.title('sent twice') }]
    const first = trial.succeed(await trial.call('maniphest.edit', { transactions })) as Edited
    const second = trial.succeed(await trial.call('maniphest.edit', { transactions })) as Edited
    trial.check.holds('two tasks', first.object.id !== second.object.id)
    const comment = { type: 'comment', value: 'again' }
    const once = await trial.edit(first.object.id, comment)
    const again = await trial.edit(first.object.id, comment)
    trial.check.equal(
      'two comments',
      [once, again].map((edit) => edit.transactions.length),
      [1, 1],
    )
  },
}

const keyedMap: Scenario = {
  name: 'transactions may be a map with any keys',
  async run(trial) {
    const title = trial.title('a keyed map')
    const transactions = { a: { type: 'title', value: title, foo: 'ignored' } }
    const { object } = trial.succeed(await trial.call('maniphest.edit', { transactions })) as Edited
    const { fields } = (await trial.read(object.id)) as Task
    trial.check.equal('name', fields.name, title)
  },
}

export const creating = [fromATitle, withEverything, everyEncoding, byFalsyIdentifier, twice, keyedMap]
