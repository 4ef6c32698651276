import type { Scenario } from '../scenario.ts'

const projects: Scenario = {
  name: 'projects are named by PHID or slug',
  async run(trial) {
    const { check } = trial
    const [one, two] = [await trial.project(), await trial.project()]
    const { object } = await trial.create('projects', { type: 'projects.set', value: [one.slug] })
    const of = async () => (await trial.read(object.id)).attachments.projects.projectPHIDs
    check.equal('by slug', await of(), [one.phid])
    await trial.edit(object.id, { type: 'projects.add', value: [two.phid] })
    check.equal('one more, by PHID', [...(await of())].sort(), [one.phid, two.phid].sort())
    const edit = await trial.edit(
      object.id,
      { type: 'projects.add', value: [two.slug] },
      { type: 'projects.remove', value: [one.slug] },
    )
    check.equal('adding one that is there is no transaction', edit.transactions.length, 1)
    check.equal('one is gone', await of(), [two.phid])
    for (const value of [['no_such_slug'], [`#${two.slug}`], ['Conformance'], two.slug]) {
      const answer = await trial.attempt(object.id, { type: 'projects.add', value })
      trial.refused(`projects.add ${JSON.stringify(value)}`, answer, 'ERR-CONDUIT-CORE')
    }
    const dangling = 'PHID-PROJ-aaaaaaaaaaaaaaaaaaaa'
    await trial.edit(object.id, { type: 'projects.set', value: [dangling] })
    check.equal('a PHID of no project is taken as it is', await of(), [dangling])
    const [entry] = await trial.timeline(object.id)
    check.equal('the timeline has operations', entry?.fields.operations, [
      { operation: 'add', phid: dangling },
      { operation: 'remove', phid: two.phid },
    ])
  },
}

const family: Scenario = {
  name: 'parents and subtasks are two sides of one thing',
  async run(trial) {
    const { check } = trial
    const { object: parent } = await trial.create('parent')
    const { object: child, transactions } = await trial.create('child', {
      type: 'parents.add',
      value: [parent.phid],
    })
    check.equal('create, title, parents, subscribers', transactions.length, 4)
    const { object: second } = await trial.create('second child', { type: 'parent', value: parent.phid })
    const attachments = { dependsOn: true, dependedOnBy: true }
    const related = async (id: number) => {
      const { data } = await trial.search({ constraints: { ids: [id] }, attachments })
      if (!data[0]) throw new Error(`T${id} is not found again`)
      return data[0].attachments
    }
    const ofParent = await related(parent.id)
    check.equal(
      'dependsOn of the parent',
      [...ofParent.dependsOn.taskPHIDs].sort(),
      [child.phid, second.phid].sort(),
    )
    check.equal('dependedOnBy of the parent', ofParent.dependedOnBy.taskPHIDs, [])
    check.equal('dependedOnBy of the child', (await related(child.id)).dependedOnBy.taskPHIDs, [parent.phid])

    const ids = async (constraints: object) =>
      (await trial.search({ constraints, order: 'oldest' })).data.map(({ id }) => id)
    check.equal('parentIDs', await ids({ parentIDs: [parent.id] }), [child.id, second.id])
    check.equal('subtaskIDs', await ids({ subtaskIDs: [child.id] }), [parent.id])
    const both = { ids: [parent.id, child.id] }
    check.equal('hasParents', await ids({ ...both, hasParents: true }), [child.id])
    check.equal('hasSubtasks', await ids({ ...both, hasSubtasks: true }), [parent.id])
    check.equal('hasSubtasks: false', await ids({ ...both, hasSubtasks: false }), [child.id])

    const loop = await trial.attempt(parent.id, { type: 'parents.add', value: [child.phid] })
    trial.refused('a circle', loop, 'ERR-CONDUIT-CORE')
    const monogram = await trial.attempt(child.id, { type: 'parents.add', value: [`T${parent.id}`] })
    trial.refused('a monogram for a PHID', monogram, 'ERR-CONDUIT-CORE')
    const closing = await trial.edit(parent.id, { type: 'status', value: 'invalid' })
    check.equal('open subtasks keep nobody from closing', closing.transactions.length, 1)
    check.equal('a closed parent is none to hasParents', await ids({ ...both, hasParents: true }), [])
  },
}

interface Column {
  readonly id: number
  readonly phid: string
  readonly fields: { readonly name: string; readonly project: { readonly phid: string } }
}

const columns: Scenario = {
  name: 'a column is set by a list of PHIDs',
  async run(trial) {
    const { check } = trial
    const { object } = await trial.create('columns')
    const wrong = ['PHID-PCOL-aaaaaaaaaaaaaaaaaaaa']
    for (const value of [wrong, wrong[0], [{ columnPHID: wrong[0], beforePHIDs: [] }]]) {
      const answer = await trial.attempt(object.id, { type: 'column', value })
      trial.refused(`column ${JSON.stringify(value).slice(0, 20)}`, answer, 'ERR-CONDUIT-CORE')
    }
    const all = (await trial.call('project.column.search', { limit: 1 })).result as { data: Column[] } | null
    const [column] = all?.data ?? []
    // Conduit cannot make a workboard: what follows is shown only where somebody has made one.
    if (!column) return
    const { id, phid, fields } = column
    const move = await trial.edit(object.id, { type: 'column', value: [phid] })
    check.equal('the project is added as well', move.transactions.length, 2)
    const { attachments } = await trial.read(object.id)
    check.equal('projects', attachments.projects.projectPHIDs, [fields.project.phid])
    check.equal('boards', attachments.columns.boards, {
      [fields.project.phid]: { columns: [{ id, phid, name: fields.name }] },
    })
    const again = await trial.edit(object.id, { type: 'column', value: [phid] })
    check.equal('where it stands already', again.transactions, [])
    const found = await trial.search({ constraints: { columnPHIDs: [phid], ids: [object.id] } })
    check.equal(
      'columnPHIDs',
      found.data.map((task) => task.id),
      [object.id],
    )
    const entry = (await trial.timeline(object.id)).find(({ type }) => type === 'core:columns')
    check.equal('the timeline names board and column', entry?.fields.new, [
      {
        columnPHID: phid,
        beforePHIDs: [],
        afterPHIDs: [],
        boardPHID: fields.project.phid,
        fromColumnPHIDs: [],
      },
    ])
  },
}

export const relations = [projects, family, columns]
