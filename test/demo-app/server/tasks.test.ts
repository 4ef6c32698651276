import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ProjectChoice, StatusChoice, TaskDraft } from '../../../demo-app/api.ts'
import { type Office, openOffice } from './office.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office[Symbol.asyncDispose]())

test('rjkaplan creates, closes and reopens the task of an error, and Maniphest records rjkaplan', async () => {
  const error = await office.report('checkout')
  const page = await office.signedIn('rjkaplan')
  expect(await page.state(error)).toEqual({ kind: 'none' })

  const projects = await page.get<{ projects: ProjectChoice[] }>('/api/projects?query=back')
  expect(projects.projects).toMatchObject([{ name: 'Backend', slug: 'backend' }])
  const created = await page.create(error, {
    title: 'Checkout fails',
    priority: 'high',
    projects: [projects.projects[0]?.phid],
  })
  const url = `${office.gatewayUrl}/T1`
  expect(created).toMatchObject({
    status: 200,
    state: { kind: 'open', monogram: 'T1', url, title: 'Checkout fails', status: { value: 'open' } },
  })
  const [task] = await office.tasks()
  expect(task?.fields.authorPHID).toBe((await office.gateway.backend.accountByName('rjkaplan'))?.phid)
  expect(task?.fields.description.raw).toContain(`Error viewer: ${office.url}/errors/${error}#`)

  const { statuses } = await page.get<{ statuses: StatusChoice[] }>('/api/statuses')
  expect(statuses.find(({ isDefault }) => isDefault)?.value).toBe('resolved')
  expect(statuses.map(({ value }) => value)).not.toContain('duplicate')
  const closed = await page.close(error, { status: 'wontfix', comment: 'Not ours.' })
  // Maniphest gives an unassigned task to whoever closes it.
  expect(closed.state).toMatchObject({ kind: 'closed', status: { value: 'wontfix' }, owner: 'rjkaplan' })
  const reopened = await page.reopen(error, { comment: 'Ours after all.' })
  expect(reopened.state).toMatchObject({ kind: 'open', monogram: 'T1' })

  const history = await office.asPerson('admin', 'transaction.search', { objectIdentifier: 'T1' })
  const comments = history.data.flatMap(({ comments }) => comments as { content: { raw: string } }[])
  expect(comments.map(({ content }) => content.raw).sort()).toEqual(['Not ours.', 'Ours after all.'])
})

test('angie sees the task that rjkaplan created, and her closing is recorded as hers', async () => {
  const error = await office.report('checkout')
  await (await office.signedIn('rjkaplan')).create(error)
  const angie = await office.signedIn('angie')
  expect(await angie.state(error)).toMatchObject({ kind: 'open', monogram: 'T1' })
  await angie.close(error)
  const angiePhid = (await office.gateway.backend.accountByName('angie'))?.phid
  const history = await office.asPerson('admin', 'transaction.search', { objectIdentifier: 'T1' })
  expect(history.data.find(({ type }) => type === 'status')).toMatchObject({ authorPHID: angiePhid })
})

test('a draft has the stack in a code block, where it mentions nobody, and the link back', async () => {
  const error = await office.report('no @angie ``` T1')
  const page = await office.signedIn('rjkaplan')
  const draft = await page.get<TaskDraft>(`/api/errors/${error}/task-draft`)
  expect(draft.title).toBe('TypeError: no @angie ``` T1')
  expect(draft.description).toMatch(/^```\nTypeError: no @angie ''' T1\n```\n/)
  expect(draft.description).toContain(`Error viewer: ${office.url}/errors/${error}`)
  expect(draft.priorities.find(({ isDefault }) => isDefault)?.value).toBe('triage')
  await page.create(error, draft)
  const [task] = await office.tasks()
  expect(task?.fields.description.raw.match(/Error viewer:/g)).toHaveLength(1)
})

test('states of 250 tasks take three calls, and of many errors with one task, one', async () => {
  const page = await office.signedIn('rjkaplan')
  const errors: number[] = []
  for (let number = 1; number <= 250; number++) {
    await office.asPerson('rjkaplan', 'maniphest.edit', {
      transactions: [{ type: 'title', value: `${number}` }],
    })
    const id = await office.report(`error-${number}-`)
    office.viewer.viewer.links.link(id, number, 'PHID-USER-x')
    errors.push(id)
  }
  office.calls.length = 0
  const states = await page.states(...errors)
  expect(Object.values(states).map(({ kind }) => kind)).toEqual(errors.map(() => 'open'))
  expect(office.calls.filter(({ method }) => method === 'maniphest.search')).toHaveLength(3)
  expect(office.calls.length).toBeLessThanOrEqual(4)

  const shared = [await office.report('one'), await office.report('two')]
  for (const id of shared) await page.link(id, 'T7')
  office.calls.length = 0
  await page.states(...shared)
  expect(office.calls.map(({ method }) => method)).toEqual(['maniphest.search'])
})

test('a task that the visitor may not see is shown as hidden to them and to nobody else', async () => {
  const error = await office.report('secret')
  const rjkaplan = await office.signedIn('rjkaplan')
  const angie = await office.signedIn('angie')
  await rjkaplan.create(error)
  const only = (await office.gateway.backend.accountByName('rjkaplan'))?.phid
  await office.asPerson('rjkaplan', 'maniphest.edit', {
    objectIdentifier: 'T1',
    transactions: [{ type: 'view', value: only }],
  })
  const url = `${office.gatewayUrl}/T1`
  expect(await angie.state(error)).toEqual({ kind: 'hidden', monogram: 'T1', url })
  expect(await rjkaplan.state(error)).toMatchObject({ kind: 'open' })
  expect((await angie.close(error)).refusal).toMatchObject({
    code: expect.stringMatching(/not_found|permission/),
  })
})

test('an existing task is linked by monogram, number, address, or words of its title', async () => {
  const page = await office.signedIn('rjkaplan')
  const edit = (title: string, status = 'open') =>
    office.asPerson('angie', 'maniphest.edit', {
      transactions: [
        { type: 'title', value: title },
        { type: 'status', value: status },
      ],
    })
  await edit('Kettle explodes')
  await edit('Kettle whistles')
  await edit('Kettle is blue', 'resolved')
  for (const reference of ['T1', 't1', '1', ` ${office.gatewayUrl}/T1#5 `, 'EXPLODES kettle']) {
    const error = await office.report(`link ${reference}`)
    expect(await page.link(error, reference)).toMatchObject({ status: 200, state: { monogram: 'T1' } })
  }
  const error = await office.report('ambiguous')
  const several = await page.link(error, 'kettle')
  expect(several.status).toBe(300)
  expect(several.choices?.map(({ monogram }) => monogram).sort()).toEqual(['T1', 'T2'])
  expect(await page.state(error)).toEqual({ kind: 'none' })

  expect(await page.link(error, 'T99')).toMatchObject({ status: 404, refusal: { code: 'not_found' } })
  expect(await page.link(error, 'teapot')).toMatchObject({ status: 404 })
  for (const wrong of ['https://other.example/T1', `${office.gatewayUrl}/project/1`, ' '])
    expect(await page.link(error, wrong)).toMatchObject({ status: 422, refusal: { code: 'invalid' } })
})

test('an error has one task: a second link is refused until the first is gone, and both are on record', async () => {
  const error = await office.report('checkout')
  const page = await office.signedIn('rjkaplan')
  await page.create(error)
  await page.create(await office.report('other'))
  expect(await page.link(error, 'T2')).toMatchObject({ status: 409, refusal: { code: 'conflict' } })
  expect(await page.unlink(error)).toMatchObject({ status: 200, state: { kind: 'none' } })
  expect(await page.unlink(error)).toMatchObject({ status: 409 })
  expect(await page.close(error)).toMatchObject({ status: 409 })
  expect((await page.link(error, 'T2')).state).toMatchObject({ monogram: 'T2' })
  const history = office.viewer.viewer.database
    .prepare('SELECT action, task_id, user_phid FROM task_history WHERE error_id = ? ORDER BY id')
    .all(error)
  const phid = (await office.gateway.backend.accountByName('rjkaplan'))?.phid
  expect(history).toMatchObject([
    { action: 'created', task_id: 1, user_phid: phid },
    { action: 'unlinked', task_id: 1, user_phid: phid },
    { action: 'linked', task_id: 2, user_phid: phid },
  ])
})

test('what Maniphest would take and misunderstand is refused before it is sent', async () => {
  const error = await office.report('checkout')
  const page = await office.signedIn('rjkaplan')
  expect(await page.create(error, { title: '  ' })).toMatchObject({
    status: 422,
    refusal: { code: 'invalid' },
  })
  const wrong = await page.create(error, { priority: 'huge' })
  expect(wrong).toMatchObject({ status: 422, refusal: { code: 'validation' } })
  expect(wrong.refusal?.message).toContain('triage')
  expect(await page.state(error)).toEqual({ kind: 'none' })
  expect(await office.tasks()).toEqual([])
  await page.create(error)
  expect(await page.close(error, { status: 'gone' })).toMatchObject({ refusal: { code: 'validation' } })
  expect(await page.create(4711)).toMatchObject({ status: 404 })
})
