import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import {
  type GatewayUnderTest,
  issueToken,
  startGatewayUnderTest,
} from '../../gateway/conduit/gateway-under-test.ts'
import { openTerminal, written } from './terminal.ts'

let gateway: GatewayUnderTest
let token: string

beforeAll(async () => {
  gateway = await startGatewayUnderTest()
  token = (await createApiToken(gateway.gateway, { userPhid: gateway.rjkaplan.phid, name: '' })).token
})
afterAll(() => gateway.close())

const terminal = () => openTerminal({ CONDUIT_URL: gateway.url, CONDUIT_TOKEN: token })
const create = async (title: string, ...options: string[]) =>
  (await terminal().type(['tasks', 'create', title, '--json', ...options])).json[0]

describe('tasks', () => {
  test('a task is created, closed, reopened and shown', async () => {
    const here = terminal()
    const options = ['--priority', 'high', '--project', '#backend', '--owner', 'angie', '--description', '-']
    const created = await here.type(['tasks', 'create', 'Checkout fails', ...options], {
      input: 'With a card.\n',
    })
    const [, monogram = ''] = /^Created (T\d+) \(Open\) http\S+\n$/.exec(created.out) ?? []
    expect(
      (await here.type(['tasks', 'close', monogram, '--status', 'wontfix', '--comment', 'No.'])).out,
    ).toMatch(/^Closed T\d+ \(Wontfix\)/)
    expect((await here.type(['tasks', 'reopen', monogram])).out).toMatch(/^Reopened T\d+ \(Open\)/)
    const { out } = await here.type(['tasks', 'show', monogram])
    expect(out).toContain(`${monogram} Checkout fails\n`)
    for (const row of [
      /status +Open \(open\)/,
      /priority +High/,
      /author +rjkaplan/,
      /owner +angie/,
      /projects +Backend/,
    ]) {
      expect(out).toMatch(row)
    }
    expect(out).toMatch(/\n\nWith a card\.\n$/)
  })

  test('each of them answers in JSON too', async () => {
    const here = terminal()
    const task = await create('In JSON')
    expect(task).toMatchObject({ title: 'In JSON', isOpen: true, monogram: `T${task.id}` })
    const closed = await here.type(['tasks', 'close', task.monogram, '--json'])
    expect(closed.json).toMatchObject([{ id: task.id, isClosed: true, status: { value: 'resolved' } }])
    const shown = await here.type(['tasks', 'show', task.monogram, '--json'])
    expect(shown.json).toMatchObject([{ id: task.id, title: 'In JSON', closerPHID: gateway.rjkaplan.phid }])
  })

  test('several are closed at once; the first that fails ends it, and what was done is said', async () => {
    const [one, two] = [await create('One'), await create('Two')]
    const { exitCode, out, err } = await terminal().type([
      'tasks',
      'close',
      one.monogram,
      'T99999',
      two.monogram,
    ])
    expect(exitCode).toBe(1)
    expect(out).toContain(one.monogram)
    expect(err).not.toBe('')
    const { json } = await terminal().type(['tasks', 'show', one.monogram, two.monogram, '--json'])
    expect(json.map(({ isOpen }) => isOpen)).toEqual([false, true])
  })

  test('the tasks that are there are shown although another is not', async () => {
    const task = await create('Here')
    const { exitCode, json, err } = await terminal().type([
      'tasks',
      'show',
      'T99999',
      task.monogram,
      '--json',
    ])
    expect({ exitCode, ids: json.map(({ id }) => id) }).toEqual({ exitCode: 1, ids: [task.id] })
    expect(JSON.parse(err)).toMatchObject({ code: 'not_found', message: expect.stringContaining('T99999') })
  })

  test('an unknown status, priority, person or project is refused, and the valid ones are named', async () => {
    const here = terminal()
    const { monogram } = await create('Strict')
    const status = await here.type(['tasks', 'close', monogram, '--status', 'fixed'])
    expect(status.err).toContain('resolved')
    const priority = await here.type(['tasks', 'create', 'x', '--priority', '80'])
    expect(priority.err).toContain('high')
    const project = await here.type(['tasks', 'create', 'x', '--project', '#nowhere'])
    expect(project.err).toContain('nowhere')
    const owner = await here.type(['tasks', 'create', 'x', '--owner', 'nemo'])
    expect(owner.err).toContain('nemo')
    const search = await here.type(['tasks', 'search', '--status', 'fixed'])
    expect(search.err).toContain('wontfix')
    for (const { exitCode } of [status, priority, project, owner, search]) expect(exitCode).toBe(1)
  })

  test('what is missing on the command line is said before anything is sent', async () => {
    const before = gateway.calls.length
    for (const argv of [
      ['tasks'],
      ['tasks', 'create'],
      ['tasks', 'create', ' '],
      ['tasks', 'create', 'Two', 'titles'],
      ['tasks', 'close'],
      ['tasks', 'show'],
      ['tasks', 'search', '--order', 'random'],
      ['tasks', 'search', '--closed', '--any'],
      ['tasks', 'search', '--all', '--limit', '3'],
      ['tasks', 'search', '--limit', 'none'],
    ]) {
      expect(await terminal().type(argv), argv.join(' ')).toMatchObject({ exitCode: 2, out: '' })
    }
    expect(gateway.calls.length).toBe(before)
  })

  test('names are left out, and nothing else, when the token may not read them', async () => {
    const { id } = await create('Names')
    const { token } = await issueToken(gateway, { rules: ['maniphest.search'] })
    const here = openTerminal({ CONDUIT_URL: gateway.url, CONDUIT_TOKEN: token })
    const { exitCode, out } = await here.type(['tasks', 'show', `T${id}`])
    expect(exitCode).toBe(0)
    expect(out).toContain(gateway.rjkaplan.phid)
  })

  test('a title cannot move the cursor or change the window', async () => {
    const { monogram } = await create('Red \u001b[31malert\u001b]0;owned\u0007 \u202egnihton\r!')
    for (const argv of [
      ['tasks', 'show', monogram],
      ['tasks', 'search', '--limit', '100', '--order', 'newest'],
    ]) {
      const { out } = await terminal().type(argv)
      expect(out).toContain('Red alert')
      for (const harmful of ['\u001b', '\u0007', '\u202e', '\r']) expect(out).not.toContain(harmful)
    }
  })

  test('colour is for terminals that want it', async () => {
    const { monogram } = await create('Colour')
    const shown = async (env: Record<string, string>, isTTY: boolean) => {
      const screen = written({ isTTY })
      const here = openTerminal({ CONDUIT_URL: gateway.url, CONDUIT_TOKEN: token, ...env })
      await here.type(['tasks', 'show', monogram], { stdout: screen.stream })
      return screen.text()
    }
    expect(await shown({}, true)).toContain('\u001b[1m')
    expect(await shown({ NO_COLOR: '1' }, true)).not.toContain('\u001b')
    expect(await shown({ TERM: 'dumb' }, true)).not.toContain('\u001b')
    expect(await shown({}, false)).not.toContain('\u001b')
  })
})

describe('tasks search', () => {
  test('finds open tasks by words, person and project, and closed ones when asked', async () => {
    const here = terminal()
    const open = await create('A peculiar tortoise', '--owner', 'rjkaplan', '--project', '#payments')
    const closed = await create('A peculiar hare', '--project', '#payments')
    await here.type(['tasks', 'close', closed.monogram, '--status', 'invalid'])
    const ids = async (...words: string[]) =>
      (await here.type(['tasks', 'search', ...words, '--json'])).json.map(({ id }) => id).sort()
    expect(await ids('peculiar')).toEqual([open.id])
    expect(await ids('peculiar', '--closed')).toEqual([closed.id])
    expect(await ids('peculiar', '--any')).toEqual([open.id, closed.id])
    expect(await ids('peculiar', '--status', 'invalid')).toEqual([closed.id])
    expect(await ids('--project', '#payments', '--owner', '@me')).toEqual([open.id])
    expect(await ids('--project', '#payments', '--any', '--owner', 'nobody')).toEqual([closed.id])
    expect(await ids('--project', '#payments', '--author', 'angie', '--any')).toEqual([])
  })

  test('prints as many as wanted', async () => {
    for (const number of [1, 2, 3, 4, 5]) await create(`Many ${number}`, '--project', '#frontend')
    const search = ['tasks', 'search', '--project', '#frontend', '--order', 'oldest']
    const { out } = await terminal().type([...search, '--limit', '2'])
    expect(out).toMatch(/^T\d+ +Open +Needs Triage +Many 1\nT\d+ +Open +Needs Triage +Many 2\n$/)
    expect((await terminal().type([...search, '--all', '--json'])).json).toHaveLength(5)
  })

  test('says on standard error when there is none', async () => {
    expect(await terminal().type(['tasks', 'search', 'xyzzy'])).toMatchObject({
      exitCode: 0,
      out: '',
      err: 'No such task.\n',
    })
    expect(await terminal().type(['tasks', 'search', 'xyzzy', '--json'])).toMatchObject({ out: '', err: '' })
  })
})
