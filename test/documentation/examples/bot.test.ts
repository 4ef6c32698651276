import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConduitServer, startConduit } from 'phorge-conduit-testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startExample } from './run-example.ts'

let server: ConduitServer<'nightly'>
let folder: string
beforeAll(async () => {
  server = await startConduit({ users: [{ userName: 'nightly', isBot: true }] })
  folder = await mkdtemp(join(tmpdir(), 'phorge-conduit-bot-'))
})
beforeEach(() => server.reset())
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

/** What the bot prints about a build in which these jobs failed, `checkout` and `search` being all there are. */
async function night(build: number, failing: readonly string[], token = server.users.nightly.token) {
  const jobs = ['checkout', 'search'].map((name) =>
    failing.includes(name) ? { name, failure: 'expected 200, got 502' } : { name },
  )
  const file = join(folder, `${build}.json`)
  const startedAt = new Date(Date.now() - 60_000)
  await writeFile(file, JSON.stringify({ build, startedAt, jobs }))
  const bot = startExample(['docs/examples/bot.ts', file], { CONDUIT_URL: server.url, CONDUIT_TOKEN: token })
  return { exitCode: await bot.ended(), printed: bot.printed() }
}

async function comments(task: string): Promise<string[]> {
  const found = await server.conduit().transaction.search({ objectIdentifier: task }).all()
  return found
    .flatMap((transaction) => transaction.comments.map(({ content }) => content.raw ?? ''))
    .reverse()
}

test('the bot keeps one task for a job from the night on which it fails until it is green, and opens it again', async () => {
  expect(await night(12, ['checkout'])).toEqual({ exitCode: 0, printed: 'T1 checkout fails\n' })
  expect(await night(12, ['checkout'])).toMatchObject({
    printed: 'T1 checkout fails, as was said before\n',
  })
  expect(await night(13, [])).toMatchObject({ printed: 'T1 checkout is green again\n' })
  expect(await night(13, [])).toMatchObject({ printed: '' })
  expect((await server.conduit().tasks.get('T1')).isClosed).toBe(true)

  expect(await night(14, ['checkout'])).toMatchObject({ printed: 'T1 checkout fails\n' })
  const task = await server.conduit().tasks.get('T1')
  expect(task).toMatchObject({ isOpen: true, title: 'Nightly build: checkout fails' })
  expect(task.authorPHID).toBe(server.users.nightly.phid)
  expect(await comments('T1')).toEqual([
    'Build 12 failed:\n\n> expected 200, got 502',
    'Build 13 is green.',
    'Build 14 failed:\n\n> expected 200, got 502',
  ])
})

test('the bot writes nothing twice when answers get lost', async () => {
  server.faults.next({ method: 'maniphest.edit', times: 2 }, 'drop-answer')
  expect(await night(12, ['checkout', 'search'])).toMatchObject({ exitCode: 0 })
  const tasks = await server.conduit().maniphest.search().all()
  expect(tasks.map(({ fields }) => fields.name).sort()).toEqual([
    'Nightly build: checkout fails',
    'Nightly build: search fails',
  ])
  expect(await comments('T1')).toHaveLength(1)
  expect(await comments('T2')).toHaveLength(1)
})

test('the bot says what is wrong and what to do, without its token', async () => {
  const token = 'api-abcdefghijklmnopqrstuvwxyz23'
  const { exitCode, printed } = await night(12, [], token)
  expect(exitCode).toBe(1)
  expect(printed).toMatch(/^auth_invalid: .+/)
  expect(printed).not.toContain(token)
})
