import { Conduit } from 'phorge-conduit'
import { startConduit } from 'phorge-conduit-testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Visitor } from '../gateway/pages/visitor.ts'

const start = () =>
  startConduit({
    users: ['maria', { userName: 'errorbot', realName: 'Error Bot', isBot: true }],
    projects: ['Backend', { name: 'Payments', description: 'Money', members: ['maria'] }],
    tasks: [{ title: 'Checkout fails', author: 'maria', projects: ['#backend'], priority: 'high' }],
    now: 1_800_000_000,
  })

let server: Awaited<ReturnType<typeof start>>
beforeAll(async () => {
  server = await start()
})
beforeEach(() => server.reset())
afterAll(() => server.close())

describe('a server for tests', () => {
  test('has the people that it was started with, each with a token that is theirs', async () => {
    for (const user of Object.values(server.users)) {
      const me = await server.conduit(user.userName).user.whoami()
      expect(me).toMatchObject({ userName: user.userName, realName: user.realName, phid: user.phid })
    }
    expect(Object.keys(server.users)).toEqual(['rjkaplan', 'angie', 'maria', 'errorbot'])
    expect(server.users.rjkaplan.isAdministrator).toBe(true)
    expect(server.users.angie.isAdministrator).toBe(false)
  })

  test('has the projects and tasks that it was started with, made by whom it was told', async () => {
    expect(server.projects.map(({ name }) => name)).toEqual(['Backend', 'Payments'])
    expect(server.tasks).toMatchObject([{ monogram: 'T1', title: 'Checkout fails' }])
    const task = await server.conduit('angie').tasks.get('T1')
    expect(task).toMatchObject({
      authorPHID: server.users.maria.phid,
      projectPHIDs: [server.projects[0]?.phid],
      priority: { name: 'High' },
    })
    const { data } = await server.conduit().call('project.search', {
      constraints: { members: [server.users.maria.phid] },
    })
    expect(data).toMatchObject([{ fields: { name: 'Payments', description: 'Money' } }])
  })

  test('shows at its own address what it says is there', async () => {
    const { url } = await server.conduit().tasks.create({ title: 'Search is slow' })
    expect(url).toBe(`${server.url}/T2`)
    expect((await fetch(url)).status).toBeLessThan(400)
  })

  test('says of a name that nobody has which there are', () => {
    const nobody: string = 'mallory'
    expect(() => server.conduit(nobody as 'maria')).toThrow(/no user mallory.*rjkaplan, angie, maria/)
  })

  test('has a clock that stands until it is advanced', async () => {
    const created = await server.conduit().tasks.create({ title: 'Then' })
    server.clock.advance(60)
    await server.conduit().tasks.close(created.id)
    const task = await server.conduit().tasks.get(created.id)
    expect(task.dateClosed).toBe(task.dateCreated + 60)
    expect(task.dateClosed).toBe(server.clock.now())
  })

  test('knows who called what, and tells no token', async () => {
    const { url, users } = server
    await server.conduit('angie').tasks.comment('T1', 'Seen')
    await new Conduit({ url }).call('user.whoami').catch(() => {})
    await server
      .conduit('maria')
      .call('maniphest.search', { constraints: { ids: ['x'] } } as never)
      .catch(() => {})
    const misplaced = new URLSearchParams({
      params: JSON.stringify({ note: users.angie.token }),
      output: 'json',
    })
    await fetch(`${url}/api/user.whoami`, { method: 'POST', body: misplaced })
    expect(server.calls).toMatchObject([
      {
        method: 'maniphest.edit',
        user: 'angie',
        params: { objectIdentifier: 1, transactions: [{ type: 'comment', value: 'Seen' }] },
        outcome: { kind: 'done' },
        fault: undefined,
      },
      {
        method: 'user.whoami',
        user: undefined,
        outcome: { kind: 'refused', errorCode: 'ERR-INVALID-SESSION' },
      },
      { method: 'maniphest.search', user: 'maria', outcome: { kind: 'refused' } },
      { method: 'user.whoami', params: { note: 'api-…' }, outcome: { kind: 'refused' } },
    ])
    const told = JSON.stringify(server.calls)
    for (const { token } of Object.values(users)) expect(told).not.toContain(token)
  })

  test('forgets on reset what a test has left behind, and keeps people and tokens', async () => {
    const before = server.users
    const conduit = server.conduit('maria')
    await conduit.tasks.create({ title: 'Left behind' })
    await conduit.tasks.close('T1')
    server.faults.next('maniphest.edit', 'drop-answer')
    await server.reset()
    expect(server.users).toEqual(before)
    expect(server.calls).toEqual([])
    expect(server.faults.pending).toEqual([])
    expect((await conduit.tasks.getMany(['T1', 'T2'])).map((task) => task?.isOpen)).toEqual([true, undefined])
  })

  test('is gone when its scope is left', async () => {
    let url: string
    {
      await using short = await startConduit()
      url = short.url
      expect(await short.conduit('angie').conduit.ping()).toBeTruthy()
    }
    await expect(fetch(url)).rejects.toThrow()
  })

  test('lets somebody sign in by typing who was given a password', async () => {
    await using other = await startConduit({ users: [{ userName: 'maria', password: 'correct-horse' }] })
    const typed = async (userName: string) => {
      return (await new Visitor(other.url).signIn(userName, 'correct-horse')).text
    }
    expect(await typed('maria')).toContain('Hello, maria')
    expect(await typed('angie')).not.toContain('Hello')
  })

  test('has the face of a stock Phorge when it is told to', async () => {
    await using phorge = await startConduit({ face: 'phorge', tasks: [{ title: 'Checkout fails' }] })
    expect(await phorge.conduit('angie').tasks.get('T1')).toMatchObject({ title: 'Checkout fails' })
    const metadata = await fetch(`${phorge.url}/.well-known/oauth-authorization-server`)
    expect(metadata.headers.get('content-type')).toContain('text/html')
    await phorge.reset()
    if (phorge.phorge) phorge.phorge.outage = 'read-only'
    await expect(phorge.conduit('angie').tasks.close('T1')).rejects.toMatchObject({ code: 'server' })
    expect(phorge.calls.at(-1)).toMatchObject({ user: 'angie', outcome: { kind: 'refused' } })
    await expect(phorge.register()).rejects.toThrow('phorge.applications.register')
  })

  test('describes anew whom it would have had anyway', async () => {
    await using other = await startConduit({
      users: [{ userName: 'rjkaplan', realName: 'Rae', isAdministrator: true }],
    })
    expect(other.users.rjkaplan.realName).toBe('Rae')
    expect(Object.keys(other.users)).toEqual(['angie', 'rjkaplan'])
  })
})
