import type { Scenario } from '../scenario.ts'

interface Status {
  readonly value: string
  readonly name: string
  readonly closed: boolean
  readonly special?: string
}

const list: Scenario = {
  name: 'maniphest.status.search tells open from closed and names the defaults',
  async run({ call, check, succeed }) {
    const { data } = succeed(await call('maniphest.status.search')) as { data: Status[] }
    const special = (name: string) => data.filter((status) => status.special === name)
    check.equal('one default', special('default').length, 1)
    check.equal('the default is open', special('default')[0]?.closed, false)
    check.equal('one to close with', special('closed').length, 1)
    check.equal('which is closed', special('closed')[0]?.closed, true)
    check.equal('one for duplicates', special('duplicate').length, 1)
    check.holds(
      'value and name are texts, closed is a boolean',
      data.every(
        ({ value, name, closed }) =>
          typeof value === 'string' && typeof name === 'string' && typeof closed === 'boolean',
      ),
    )
  },
}

const priorityList: Scenario = {
  name: 'maniphest.priority.search lists values and keywords',
  async run({ call, check, succeed }) {
    const { data } = succeed(await call('maniphest.priority.search')) as {
      data: { value: number; keywords: string[]; name: string; short: string; color: string }[]
    }
    check.holds(
      'numbers',
      data.every(({ value }) => Number.isInteger(value)),
    )
    check.holds(
      'keywords',
      data.every(({ keywords }) => keywords.length > 0),
    )
    check.holds(
      'highest first',
      data.every(({ value }, index) => value < (data[index - 1]?.value ?? Infinity)),
    )
    check.equal('its fields', Object.keys(data[0] ?? {}).sort(), [
      'color',
      'keywords',
      'name',
      'short',
      'value',
    ])
  },
}

const closeAndReopen: Scenario = {
  name: 'closing notes who and when, reopening forgets it',
  async run(trial) {
    const { check, me } = trial
    const { object } = await trial.create('closed and reopened', { type: 'owner', value: me })
    const closing = await trial.edit(
      object.id,
      { type: 'status', value: 'resolved' },
      { type: 'comment', value: 'fixed' },
    )
    check.equal('status and comment', closing.transactions.length, 2)
    const closed = (await trial.read(object.id)).fields
    check.equal('status', closed.status, { value: 'resolved', name: 'Resolved', color: null })
    check.equal('closerPHID', closed.closerPHID, me)
    check.holds('dateClosed is an epoch', Number.isInteger(closed.dateClosed))
    const again = await trial.edit(object.id, { type: 'status', value: 'resolved' })
    check.equal('closing again changes nothing', again.transactions, [])

    await trial.edit(object.id, { type: 'status', value: 'open' })
    const reopened = (await trial.read(object.id)).fields
    check.equal('open again', reopened.status, { value: 'open', name: 'Open', color: null })
    check.equal('no closer, no date', [reopened.closerPHID, reopened.dateClosed], [null, null])
    check.equal('the owner stays', reopened.ownerPHID, me)
  },
}

const claiming: Scenario = {
  name: 'who closes a task that nobody owns becomes its owner, except as invalid',
  async run(trial) {
    const { check, me } = trial
    for (const status of ['resolved', 'wontfix']) {
      const { object } = await trial.create(`unowned, ${status}`)
      const { transactions } = await trial.edit(object.id, { type: 'status', value: status })
      check.equal(`${status}: status and owner`, transactions.length, 2)
      check.equal(`${status}: ownerPHID`, (await trial.read(object.id)).fields.ownerPHID, me)
    }
    const { object } = await trial.create('unowned, invalid')
    const { transactions } = await trial.edit(object.id, { type: 'status', value: 'invalid' })
    check.equal('invalid: status alone', transactions.length, 1)
    const { fields } = await trial.read(object.id)
    check.equal('invalid: ownerPHID', fields.ownerPHID, null)
    check.equal('invalid: closerPHID', fields.closerPHID, me)
  },
}

const createClosed: Scenario = {
  name: 'a task can be created closed, and is owned by its creator then',
  async run(trial) {
    const { object, transactions } = await trial.create('born closed', { type: 'status', value: 'resolved' })
    trial.check.equal('create, title, status, owner, subscribers', transactions.length, 5)
    const { fields } = await trial.read(object.id)
    trial.check.equal('closer and owner', [fields.closerPHID, fields.ownerPHID], [trial.me, trial.me])
  },
}

const unknown: Scenario = {
  name: 'an unknown status is accepted, has no name and counts as closed',
  async run(trial) {
    const { object } = await trial.create('a status of no server', { type: 'status', value: 'nope' })
    const { fields } = await trial.read(object.id)
    trial.check.equal('status', fields.status, { value: 'nope', name: 'Unknown Status', color: null })
    trial.check.holds('dateClosed', Number.isInteger(fields.dateClosed))
    const { data } = await trial.search({ queryKey: 'open', constraints: { ids: [object.id] } })
    trial.check.equal('it is not among the open ones', data, [])
    const duplicate = await trial.edit(object.id, { type: 'status', value: 'duplicate' })
    trial.check.equal('duplicate can be set', duplicate.transactions.length, 1)
  },
}

export const statuses = [list, priorityList, closeAndReopen, claiming, createClosed, unknown]
