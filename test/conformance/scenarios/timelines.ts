import type { Scenario, Timeline } from '../scenario.ts'

const authorship: Scenario = {
  name: 'transaction.search tells who did what, newest first',
  async run(trial) {
    const { check, me } = trial
    const { object } = await trial.create('a timeline', { type: 'owner', value: me })
    const edit = await trial.edit(
      object.id,
      { type: 'title', value: trial.title('renamed') },
      { type: 'status', value: 'resolved' },
      { type: 'comment', value: 'closing with a comment' },
    )
    const entries = await trial.timeline(object.id)
    check.holds(
      'every entry has the author',
      entries.every(({ authorPHID }) => authorPHID === me),
    )
    check.holds(
      'every entry has the object',
      entries.every(({ objectPHID }) => objectPHID === object.phid),
    )
    check.holds(
      'numbers fall',
      entries.every(({ id }, index) => id < (entries[index - 1]?.id ?? Number.POSITIVE_INFINITY)),
    )
    const phids = new Set(edit.transactions.map(({ phid }) => phid))
    const group = entries.filter(({ phid }) => phids.has(phid))
    check.equal('one edit is one group', new Set(group.map(({ groupID }) => groupID)).size, 1)
    check.matches('groupID', group[0]?.groupID, /^[a-z2-7]{32}$/)
    const [comment] = group
    check.equal('the comment is the last', comment?.type, 'comment')
    check.equal('its fields', comment?.fields, {})
    const [said] = comment?.comments ?? []
    check.equal('what was said', said?.content, { raw: 'closing with a comment' })
    check.equal(
      'by whom, in which version, there still',
      [said?.authorPHID, said?.version, said?.removed],
      [me, 1, false],
    )
    const status = entries.find(({ type }) => type === 'status')
    check.equal('the status', status?.fields, { old: 'open', new: 'resolved' })
    check.equal('no comments are a list', status?.comments, [])
    check.equal('create has no fields', entries.find(({ type }) => type === 'create')?.fields, {})
  },
}

const pages: Scenario = {
  name: 'transaction.search goes page by page and by author',
  async run(trial) {
    const { check, me } = trial
    const { object } = await trial.create('pages of a timeline')
    await trial.edit(object.id, { type: 'comment', value: 'one more' })
    const whole = await trial.timeline(object.id)
    const objectIdentifier = object.phid
    const first = trial.succeed(await trial.call('transaction.search', { objectIdentifier, limit: 2 })) as {
      data: Timeline[]
      cursor: { after: string }
    }
    check.equal('cursor', first.cursor, { limit: 2, after: String(whole[1]?.id), before: null })
    const { after } = first.cursor
    const next = trial.succeed(await trial.call('transaction.search', { objectIdentifier, limit: 2, after }))
    check.equal(
      'the next page',
      (next as { data: Timeline[] }).data.map(({ id }) => id),
      [whole[2]?.id, whole[3]?.id],
    )
    const constraints = { authorPHIDs: [me], phids: [whole[0]?.phid] }
    const mine = trial.succeed(await trial.call('transaction.search', { objectIdentifier, constraints }))
    check.equal('authorPHIDs and phids', (mine as { data: Timeline[] }).data.length, 1)
    const all = trial.succeed(await trial.call('transaction.search', { objectType: 'TASK', limit: 1 }))
    check.holds('objectType', (all as { data: Timeline[] }).data.length === 1)
  },
}

const strangers: Scenario = {
  name: 'transaction.search refuses what it cannot find, each with its code',
  async run(trial) {
    const refusals: readonly [object, string][] = [
      [{ objectIdentifier: 25 }, 'ERR-INVALID-OBJECT-PHID-FORMAT'],
      [{ objectIdentifier: 'T999999999' }, 'ERR-INVALID-OBJECT-PHID'],
      [{}, 'ERR-INVALID-PARAMETER'],
    ]
    for (const [params, code] of refusals) {
      trial.refused(JSON.stringify(params), await trial.call('transaction.search', { ...params }), code)
    }
  },
}

const lookup: Scenario = {
  name: 'phid.lookup and phid.query tell what is there and leave out what is not',
  async run(trial) {
    const { check } = trial
    const { object } = await trial.create('looked up')
    const { userName } = trial.succeed(await trial.call('user.whoami')) as { userName: string }
    const project = await trial.project()
    const names = [`T${object.id}`, `@${userName}`, `#${project.slug}`, 'T999999999']
    const found = trial.succeed(await trial.call('phid.lookup', { names })) as Record<
      string,
      { phid: string; type: string; status: string; uri: string; name: string; fullName: string }
    >
    check.equal('what was found', Object.keys(found).sort(), names.slice(0, 3).sort())
    const task = found[`T${object.id}`]
    check.equal(
      'the task',
      [task?.phid, task?.type, task?.status, task?.name],
      [object.phid, 'TASK', 'open', `T${object.id}`],
    )
    check.matches('its address', task?.uri, new RegExp(`^https?://.*/T${object.id}$`))
    check.equal('the user', found[`@${userName}`]?.phid, trial.me)
    check.equal('the project', found[`#${project.slug}`]?.phid, project.phid)
    await trial.edit(object.id, { type: 'status', value: 'invalid' })
    const phids = [object.phid, 'PHID-TASK-aaaaaaaaaaaaaaaaaaaa']
    const known = trial.succeed(await trial.call('phid.query', { phids })) as Record<
      string,
      { status: string }
    >
    check.equal('phid.query', Object.keys(known), [object.phid])
    check.equal('a closed task is closed', known[object.phid]?.status, 'closed')
    const nothing = trial.succeed(await trial.call('phid.lookup', { names: ['T999999999'] }))
    check.equal('nothing found is a list', nothing, [])
    const none = trial.succeed(await trial.call('phid.query', { phids: phids.slice(1) }))
    check.equal('phid.query too', none, [])
  },
}

const projectSearch: Scenario = {
  name: 'project.search finds a project by slug and maps the slug',
  async run(trial) {
    const { check } = trial
    const { phid, slug } = await trial.project()
    const search = async (params: Record<string, unknown>) =>
      trial.succeed(await trial.call('project.search', params)) as {
        data: { phid: string; type: string; fields: Record<string, unknown>; attachments: unknown }[]
        maps: unknown
      }
    const page = await search({ constraints: { slugs: [slug] }, attachments: { watchers: true } })
    check.equal(
      'one',
      page.data.map((project) => project.phid),
      [phid],
    )
    check.equal('slugMap', page.maps, { slugMap: { [slug]: { slug, projectPHID: phid } } })
    const [project] = page.data
    check.equal('type', project?.type, 'PROJ')
    check.equal('fields.slug', project?.fields.slug, slug)
    check.equal('no milestone, no parent', [project?.fields.milestone, project?.fields.parent], [null, null])
    check.equal('depth', project?.fields.depth, 0)
    check.equal('watchers', project?.attachments, { watchers: { watchers: [] } })
    const none = await search({ constraints: { slugs: ['no_such_slug'] } })
    check.equal('an unknown slug', [none.data, none.maps], [[], { slugMap: {} }])
  },
}

export const timelines = [authorship, pages, strangers, lookup, projectSearch]
