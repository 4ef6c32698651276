import { describe, expect, test } from 'vitest'
import type { Conduit, Phid } from '../../../sdk/src/index.ts'
import { apiToken } from '../../../sdk/src/index.ts'
import { conduitServer, failure, pageOnWire, refused, TOKEN, taskOnWire } from '../conduit-server.ts'
import { FakeClock } from '../fake-clock.ts'
import { gatewayAndPeople } from '../tasks/gateway-and-people.ts'

const statuses = { data: [{ name: 'Open', value: 'open', closed: false, special: 'default' }] }
const OTHER = TOKEN.replaceAll('k', 'j')

/** Tasks 1 to 10,000, as they are seen by whoever asks. */
function tasksServer(more: Parameters<typeof conduitServer>[0] = {}) {
  return conduitServer({
    'maniphest.status.search': () => statuses,
    'maniphest.search': ({ params: { constraints }, credentials }) => {
      const ids: number[] =
        constraints.ids ?? constraints.phids.map((phid: string) => Number(phid.replace(/\D/g, '')))
      return pageOnWire(
        ids.filter((id) => id <= 10_000).map((id) => taskOnWire(id, { name: credentials?.token })),
      )
    },
    ...more,
  })
}

const searches = (server: { calls: readonly { method: string }[] }) =>
  server.calls.filter(({ method }) => method === 'maniphest.search').length

describe('single tasks', () => {
  test('that are asked for within one tick are one call, and each has its own answer', async () => {
    await using server = await tasksServer()
    const { tasks } = server.client()
    const [one, two, again, missing] = await Promise.all([
      tasks.get('T1'),
      tasks.get(2),
      tasks.get('t1'),
      failure(tasks.get(10_001)),
    ])
    expect([one?.id, two?.id, again?.id]).toEqual([1, 2, 1])
    expect(missing).toMatchObject({ code: 'not_found' })
    expect(searches(server)).toBe(1)
    expect(server.calls[0]?.params.constraints).toEqual({ ids: [1, 2, 10_001] })
  })

  test('that are asked for after something that was at hand are one call, too', async () => {
    await using server = await tasksServer()
    const { tasks } = server.client()
    await tasks.statuses()
    await Promise.all(
      [1, 2, 3].map(async (id) => {
        if (id > 1) await undefined
        return tasks.get(id)
      }),
    )
    expect(searches(server)).toBe(1)
  })

  test('and the states of 10,000 cost 100 calls, asked for one by one or together', async () => {
    await using server = await tasksServer()
    const { tasks } = server.client()
    const ids = Array.from({ length: 10_000 }, (_, index) => index + 1)
    const one = await Promise.all(ids.map((id) => tasks.get(id)))
    expect([one.length, one.at(-1)?.id, searches(server)]).toEqual([10_000, 10_000, 100])
    const many = await tasks.getMany(ids)
    expect([many.length, many.at(-1)?.id, searches(server)]).toEqual([10_000, 10_000, 200])
  })

  test('are never asked for with the credential of somebody else', async () => {
    await using server = await tasksServer()
    const conduit = server.client()
    const other = conduit.as(apiToken(OTHER))
    const seen = await Promise.all([conduit.tasks.get(1), other.tasks.get(1)])
    expect(seen.map(({ title }) => title)).toEqual([TOKEN, OTHER])
    expect(searches(server)).toBe(2)
  })

  test('of which one is given up are there for the others', async () => {
    await using server = await tasksServer()
    const { tasks } = server.client()
    const giveUp = new AbortController()
    const given = failure(tasks.get(1, { signal: giveUp.signal }))
    const kept = tasks.get(2)
    giveUp.abort(new Error('enough'))
    expect(await given).toMatchObject({ code: 'aborted' })
    expect(await kept).toMatchObject({ id: 2 })
  })

  test('that were given up before anything was sent are not asked for', async () => {
    await using server = await tasksServer()
    const { tasks } = server.client()
    const aborted = AbortSignal.abort()
    const both = [1, 2].map((id) => failure(tasks.get(id, { signal: aborted })))
    for (const error of await Promise.all(both)) expect(error).toMatchObject({ code: 'aborted' })
    expect(server.calls).toEqual([])
  })

  test('all fail with their call, and the next ones are asked for anew', async () => {
    let calls = 0
    await using server = await tasksServer({
      'maniphest.search': ({ params }) => {
        calls += 1
        return calls === 1
          ? refused('ERR-CONDUIT-CORE')
          : pageOnWire(params.constraints.ids.map((id: number) => taskOnWire(id)))
      },
    })
    const { tasks } = server.client()
    const errors = await Promise.all([failure(tasks.get(1)), failure(tasks.get(2))])
    expect(errors).toMatchObject([{ code: 'validation' }, { code: 'validation' }])
    expect(await tasks.get(1)).toMatchObject({ id: 1 })
  })
})

describe('people, projects and other objects', () => {
  /** The backend of an embedded server, and what it was asked. */
  async function embedded() {
    const people = await gatewayAndPeople()
    const conduit = await people.client('angie')
    const asked = () => people.gateway.calls.map(({ method }) => method)
    return { people, conduit, asked }
  }

  test('are found by name and by PHID, one call for each kind of name', async () => {
    const { people, conduit, asked } = await embedded()
    await using _ = people
    const { rjkaplan } = people.gateway
    const [byName, other, byPhid, nobody, empty, project, upper, none] = await Promise.all([
      conduit.lookup.user('@RJKaplan'),
      conduit.lookup.user('angie'),
      conduit.lookup.user(rjkaplan.phid),
      conduit.lookup.user('nobody'),
      conduit.lookup.user('@'),
      conduit.lookup.project('#backend'),
      conduit.lookup.project('Backend'),
      conduit.lookup.project('nowhere'),
    ])
    expect([byName?.phid, byPhid?.phid]).toEqual([rjkaplan.phid, rjkaplan.phid])
    expect(other?.fields.username).toBe('angie')
    expect([nobody, empty, none]).toEqual([undefined, undefined, undefined])
    expect(project?.phid).toMatch(/^PHID-PROJ-/)
    expect(upper?.phid).toBe(project?.phid)
    expect(asked().sort()).toEqual(['project.search', 'user.search', 'user.search'])

    const [handle, unknown, again] = await Promise.all([
      conduit.lookup.handle(rjkaplan.phid as Phid),
      conduit.lookup.handle('PHID-USER-unknown'),
      conduit.lookup.project(project?.phid ?? ''),
    ])
    expect([handle?.name, unknown, again?.id]).toEqual(['rjkaplan', undefined, project?.id])
    expect(asked().slice(3).sort()).toEqual(['phid.query', 'project.search'])
  })

  test('a task that names three people and a project costs one call for the people', async () => {
    const { people, conduit, asked } = await embedded()
    await using _ = people
    await conduit.tasks.statuses()
    const before = asked().length
    const subscribers = ['@rjkaplan', 'angie', 'RJKaplan']
    await conduit.tasks.create({ title: 'x', owner: 'angie', subscribers, projects: ['backend'] })
    expect(asked().slice(before).sort()).toEqual(['maniphest.edit', 'project.search', 'user.search'])
  })
})

test('who somebody is is asked once in five minutes, and again when this client has changed a user', async () => {
  let name = 'before'
  const user = () => ({
    phid: 'PHID-USER-1',
    userName: name,
    realName: '',
    image: '',
    uri: '',
    roles: [],
    primaryEmail: '',
  })
  await using server = await conduitServer({
    'user.whoami': user,
    'user.edit': () => ({ object: { id: 1, phid: 'PHID-USER-1' }, transactions: [] }),
  })
  const clock = new FakeClock()
  const conduit: Conduit = server.client({ clock, timeout: false })
  const whoami = async (client = conduit) => (await client.lookup.whoami()).userName
  expect([await whoami(), await whoami()]).toEqual(['before', 'before'])
  name = 'after'
  expect([await whoami(), await whoami(conduit.as(apiToken(OTHER)))]).toEqual(['before', 'after'])
  await conduit.user.edit({ objectIdentifier: 1, transactions: [{ type: 'realName', value: 'x' }] })
  expect(await whoami()).toBe('after')
  name = 'later'
  await clock.advance(299_000)
  expect(await whoami()).toBe('after')
  await clock.advance(1_000)
  expect(await whoami()).toBe('later')
})
