import type { Scenario } from '../scenario.ts'

const people: Scenario = {
  name: 'people are given by PHID, by name or as viewer()',
  async run(trial) {
    const { check, me } = trial
    const { userName } = trial.succeed(await trial.call('user.whoami')) as { userName: string }
    const owned = (await trial.create('owned', { type: 'owner', value: me })).object.id
    const free = (await trial.create('owned by nobody')).object.id
    const ids = async (constraints: object) => {
      const only = { ids: [owned, free], ...constraints }
      return (await trial.search({ constraints: only, order: 'oldest' })).data.map(({ id }) => id)
    }
    for (const who of [me, userName, 'viewer()']) {
      check.equal(`assigned ${who}`, await ids({ assigned: [who] }), [owned])
      check.equal(`authorPHIDs ${who}`, await ids({ authorPHIDs: [who] }), [owned, free])
      check.equal(`subscribers ${who}`, await ids({ subscribers: [who] }), [owned, free])
    }
    check.equal('assigned none()', await ids({ assigned: ['none()'] }), [free])
    check.equal('assigned a stranger', await ids({ assigned: ['nobody_here'] }), [])
    const any = await trial.call('maniphest.search', { constraints: { assigned: ['any()'] } })
    trial.refused('assigned any()', any, 'ERR-CONDUIT-CORE')
    await trial.edit(free, { type: 'status', value: 'invalid' })
    check.equal('closerPHIDs', await ids({ closerPHIDs: [me] }), [free])
  },
}

const fields: Scenario = {
  name: 'tasks are found by status, priority, subtype and time',
  async run(trial) {
    const { check } = trial
    const open = (await trial.create('open and high', { type: 'priority', value: 'high' })).object
    const closed = (await trial.create('closed', { type: 'status', value: 'wontfix' })).object
    const { fields: opened } = await trial.read(open.id)
    const { fields: shut } = await trial.read(closed.id)
    const cases: readonly [string, object, readonly number[]][] = [
      ['phids', { phids: [open.phid] }, [open.id]],
      ['statuses', { statuses: ['resolved', 'wontfix'] }, [closed.id]],
      ['statuses open()', { statuses: ['open()'] }, [open.id]],
      ['statuses of no server', { statuses: ['nope2'] }, []],
      ['priorities', { priorities: [80, 100] }, [open.id]],
      ['subtypes', { subtypes: ['default'] }, [open.id, closed.id]],
      ['an unknown subtype', { subtypes: ['bug'] }, []],
      ['createdStart', { createdStart: opened.dateCreated }, [open.id, closed.id]],
      ['createdEnd', { createdEnd: opened.dateCreated - 60 }, []],
      ['modifiedStart', { modifiedStart: shut.dateModified + 3600 }, []],
      ['modifiedEnd', { modifiedEnd: shut.dateModified + 3600 }, [open.id, closed.id]],
      ['closedStart', { closedStart: shut.dateClosed }, [closed.id]],
      ['closedEnd', { closedEnd: shut.dateClosed }, [closed.id]],
      ['an unknown column', { columnPHIDs: ['PHID-PCOL-aaaaaaaaaaaaaaaaaaaa'] }, []],
      ['an empty query', { query: '' }, [open.id, closed.id]],
    ]
    for (const [what, constraints, expected] of cases) {
      const only = { ids: [open.id, closed.id], ...constraints }
      const { data } = await trial.search({ constraints: only, order: 'oldest' })
      check.equal(
        what,
        data.map(({ id }) => id),
        expected,
      )
    }
  },
}

const projects: Scenario = {
  name: 'projects are required together, any(…) or not(…)',
  async run(trial) {
    const { check } = trial
    const [a, b] = [await trial.project(), await trial.project()]
    const tagged = async (...value: string[]) =>
      (await trial.create('tagged', { type: 'projects.set', value })).object.id
    const [onlyA, onlyB, both, none] = [
      await tagged(a.phid),
      await tagged(b.phid),
      await tagged(a.phid, b.phid),
      await tagged(),
    ]
    const ids = [onlyA, onlyB, both, none]
    const found = async (...written: string[]) => {
      const constraints = { ids, projects: written }
      return (await trial.search({ constraints, order: 'oldest' })).data.map(({ id }) => id)
    }
    check.equal('a PHID', await found(a.phid), [onlyA, both])
    check.equal('a slug', await found(a.slug), [onlyA, both])
    check.equal('two: both of them', await found(a.phid, b.slug), [both])
    check.equal('any()', await found(`any(${a.phid})`, `any(${b.phid})`), [onlyA, onlyB, both])
    check.equal('not()', await found(`not(${a.phid})`), [onlyB, none])
    check.equal('null()', await found('null()'), [none])
    check.equal('a slug within any() is not known', await found(`any(${a.slug})`), [])
    check.equal('a slug within not() is not known', await found(`not(${a.slug})`), [])
    check.equal('#slug', await found(`#${a.slug}`), [])
    check.equal('a slug of nothing', await found('no_such_slug'), [])
    check.equal('a PHID of nothing', await found('PHID-PROJ-aaaaaaaaaaaaaaaaaaaa'), [])
  },
}

const wrong: Scenario = {
  name: 'malformed constraints are refused, each with its code',
  async run(trial) {
    const refusals: readonly [unknown, string][] = [
      [{ ids: ['25'] }, 'ERR-CONDUIT-CORE'],
      [{ ids: 25 }, 'ERR-CONDUIT-CORE'],
      [{ ids: [] }, 'ERR-CONDUIT-CORE'],
      [{ ids: null }, 'ERR-CONDUIT-CORE'],
      [{ assigned: [null] }, 'ERR-CONDUIT-CORE'],
      [{ priorities: ['high'] }, 'ERR-CONDUIT-CORE'],
      [{ hasParents: 'true' }, 'ERR-CONDUIT-CORE'],
      [{ createdStart: '1795323475' }, 'ERR-CONDUIT-CORE'],
      [{ createdStart: 1795323474.5 }, 'ERR-CONDUIT-CORE'],
      [{ createdStart: -5 }, 'ERR-CONDUIT-CORE'],
      [{ query: '-' }, 'ERR-CONDUIT-CORE'],
      [{ query: '"unbalanced' }, 'ERR-CONDUIT-CORE'],
      [{ bogus: 1 }, 'ERR-INVALID-CONSTRAINT'],
      [{ ownerPHIDs: [trial.me] }, 'ERR-INVALID-CONSTRAINT'],
      [['x'], 'ERR-INVALID-CONSTRAINT'],
      ['x', 'ERR-INVALID-CONSTRAINTS-FORMAT'],
    ]
    for (const [constraints, code] of refusals) {
      trial.refused(JSON.stringify(constraints), await trial.call('maniphest.search', { constraints }), code)
    }
    const empty = await trial.call('maniphest.search', { constraints: [], limit: 1 })
    trial.check.equal('an empty list is an empty map', empty.code, null)
  },
}

const queryKeys: Scenario = {
  name: 'queryKey names a built-in query, and constraints come over it',
  async run(trial) {
    const { check, me } = trial
    const open = (await trial.create('open, mine', { type: 'owner', value: me })).object.id
    const closed = (await trial.create('closed, mine', { type: 'status', value: 'resolved' })).object.id
    const ids = [open, closed]
    const found = async (queryKey: string, constraints: object = {}) => {
      const page = await trial.search({ queryKey, constraints: { ids, ...constraints }, order: 'oldest' })
      return page.data.map(({ id }) => id)
    }
    check.equal('all', await found('all'), [open, closed])
    check.equal('open', await found('open'), [open])
    check.equal('assigned', await found('assigned'), [open])
    check.equal('authored', await found('authored'), [open, closed])
    check.equal('subscribed', await found('subscribed'), [open])
    check.equal('a constraint instead of its own', await found('open', { statuses: ['resolved'] }), [closed])
    const { query } = await trial.search({ queryKey: 'all', limit: 1 })
    check.equal('query.queryKey repeats it', query, { queryKey: 'all' })
    const none = await trial.search({ queryKey: '', limit: 1 })
    check.equal('"" is none', none.query, { queryKey: null })
    trial.refused('nope', await trial.call('maniphest.search', { queryKey: 'nope' }), 'ERR-BAD-QUERYKEY')
  },
}

export const constraints = [people, fields, projects, wrong, queryKeys]
