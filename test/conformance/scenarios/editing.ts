import type { Scenario } from '../scenario.ts'

const identifiers: Scenario = {
  name: 'a task is named by number, digits, PHID or monogram',
  async run(trial) {
    const { object } = await trial.create('many names')
    const { id, phid } = object
    for (const identifier of [id, String(id), phid, `T${id}`, `t${id}`]) {
      const answer = await trial.edit(identifier, { type: 'title', value: trial.title(`via ${identifier}`) })
      trial.check.equal(`${identifier}: the same task`, answer.object, { id, phid })
      trial.check.equal(`${identifier}: one transaction`, answer.transactions.length, 1)
    }
  },
}

const strangers: Scenario = {
  name: 'what names no task is refused',
  async run(trial) {
    const project = await trial.project()
    const wrong = [
      999_999_999,
      'PHID-TASK-aaaaaaaaaaaaaaaaaaaa',
      'T999999999',
      '#25',
      'not a thing',
      -1,
      [25],
      project.phid,
    ]
    for (const identifier of wrong) {
      const answer = await trial.attempt(identifier, { type: 'title', value: 'z' })
      trial.refused(JSON.stringify(identifier), answer, 'ERR-CONDUIT-CORE')
    }
  },
}

const nothing: Scenario = {
  name: 'an edit that changes nothing succeeds and leaves no trace',
  async run(trial) {
    const { object } = await trial.create('unchanged')
    const { name } = (await trial.read(object.id)).fields
    const before = await trial.timeline(object.id)
    const edits = {
      'no transactions': await trial.edit(object.id),
      'the same title': await trial.edit(object.id, { type: 'title', value: name }),
      'the same status': await trial.edit(object.id, { type: 'status', value: 'open' }),
      'an empty comment': await trial.edit(object.id, { type: 'comment', value: '' }),
      'a comment of white space': await trial.edit(object.id, { type: 'comment', value: '  \n ' }),
      'a subscriber who is one': await trial.edit(object.id, { type: 'subscribers.add', value: [trial.me] }),
    }
    for (const [what, edit] of Object.entries(edits)) trial.check.equal(what, edit.transactions, [])
    trial.check.equal('the timeline is as long', (await trial.timeline(object.id)).length, before.length)
  },
}

const titles: Scenario = {
  name: 'a title has 1 to 255 characters after trimming',
  async run(trial) {
    const { object } = await trial.create('titles')
    const { id } = object
    const longest = '漢'.repeat(255)
    await trial.edit(id, { type: 'title', value: longest })
    trial.check.equal('255 characters of 3 bytes', (await trial.read(id)).fields.name, longest)
    await trial.edit(id, { type: 'title', value: '  padded title  ' })
    trial.check.equal('white space around it is dropped', (await trial.read(id)).fields.name, 'padded title')
    await trial.edit(id, { type: 'title', value: 'two\nlines' })
    trial.check.equal('a line break within stays', (await trial.read(id)).fields.name, 'two\nlines')
    await trial.edit(id, { type: 'title', value: `<b>&"' </script> /` })
    trial.check.equal('markup is text', (await trial.read(id)).fields.name, `<b>&"' </script> /`)
    for (const value of ['', '   ', 't'.repeat(256), '漢'.repeat(256), 5, null]) {
      const answer = await trial.attempt(id, { type: 'title', value })
      trial.refused(`title ${JSON.stringify(value).slice(0, 10)}`, answer, 'ERR-CONDUIT-CORE')
    }
    const untitled = await trial.attempt(undefined, { type: 'description', value: 'no title' })
    trial.refused('a new task without a title', untitled, 'ERR-CONDUIT-CORE')
    trial.refused('a new task from nothing', await trial.attempt(undefined), 'ERR-CONDUIT-CORE')
  },
}

const descriptions: Scenario = {
  name: 'a description keeps every byte',
  async run(trial) {
    const value = `a\r\nb\rc ${'x'.repeat(100_000)}`
    const { object } = await trial.create('line ends', { type: 'description', value })
    trial.check.holds(
      'read back as it was sent',
      (await trial.read(object.id)).fields.description.raw === value,
    )
  },
}

const priorities: Scenario = {
  name: 'a priority is set by its keyword and by nothing else',
  async run(trial) {
    const { object } = await trial.create('priorities')
    await trial.edit(object.id, { type: 'priority', value: 'unbreak' })
    const { fields } = await trial.read(object.id)
    trial.check.equal('unbreak', fields.priority, { value: 100, name: 'Unbreak Now!', color: 'pink' })
    for (const value of [50, '50', 'High', 'nope']) {
      const answer = await trial.attempt(object.id, { type: 'priority', value })
      trial.refused(`priority ${JSON.stringify(value)}`, answer, 'ERR-CONDUIT-CORE')
    }
    const [entry] = await trial.timeline(object.id)
    trial.check.equal('the timeline has value and name', entry?.fields, {
      old: { value: 90, name: 'Needs Triage' },
      new: { value: 100, name: 'Unbreak Now!' },
    })
  },
}

const wholeOrNothing: Scenario = {
  name: 'one wrong transaction refuses the whole call',
  async run(trial) {
    const { object } = await trial.create('whole or nothing')
    const before = await trial.read(object.id)
    const answer = await trial.attempt(
      object.id,
      { type: 'title', value: 'must not be applied' },
      { type: 'priority', value: 'nope' },
    )
    trial.refused('the call', answer, 'ERR-CONDUIT-CORE')
    trial.check.equal('the task is as it was', (await trial.read(object.id)).fields, before.fields)
  },
}

const severalAtOnce: Scenario = {
  name: 'two transactions of one type both happen, in their order',
  async run(trial) {
    const { object } = await trial.create('two titles')
    const last = trial.title('second')
    const titles = await trial.edit(
      object.id,
      { type: 'title', value: trial.title('first') },
      { type: 'title', value: last },
    )
    trial.check.equal('two transactions', titles.transactions.length, 2)
    trial.check.equal('the later one stands', (await trial.read(object.id)).fields.name, last)
    const comments = await trial.edit(
      object.id,
      { type: 'comment', value: 'c0' },
      { type: 'comment', value: 'c1' },
    )
    trial.check.equal('two comments', comments.transactions.length, 2)
  },
}

const malformed: Scenario = {
  name: 'malformed transactions are refused',
  async run(trial) {
    const { object } = await trial.create('malformed')
    const attempts: Readonly<Record<string, unknown>> = {
      'an unknown type': [{ type: 'bogus', value: 'x' }],
      'an alias of the web form': [{ type: 'assign', value: trial.me }],
      'no value': [{ type: 'title' }],
      'no type': [{ value: 'x' }],
      'one transaction without a list': { type: 'title', value: 'x' },
      'no transactions at all': undefined,
    }
    for (const [what, transactions] of Object.entries(attempts)) {
      const answer = await trial.call('maniphest.edit', { objectIdentifier: object.id, transactions })
      trial.refused(what, answer, 'ERR-CONDUIT-CORE')
    }
  },
}

export const editing = [
  identifiers,
  strangers,
  nothing,
  titles,
  descriptions,
  priorities,
  wholeOrNothing,
  severalAtOnce,
  malformed,
]
