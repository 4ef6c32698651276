import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ErrorDetail, ErrorPage } from '../../../demo-app/api.ts'
import { startViewer } from './viewer.ts'

type Viewer = Awaited<ReturnType<typeof startViewer>>
const now = 1_800_000_000

async function report(viewer: Viewer, event: Record<string, unknown>): Promise<void> {
  const { publicKey } = viewer.viewer
  const answer = await fetch(`${viewer.url}/api/1/store/?sentry_key=${publicKey}`, {
    method: 'POST',
    body: JSON.stringify(event),
  })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
}

const read = async <Answer>(viewer: Viewer, path: string) =>
  (await (await fetch(viewer.url + path)).json()) as Answer

test('the newest is first, and every error is on exactly one page', async () => {
  await using viewer = await startViewer({}, { now: () => now })
  const ids = Array.from({ length: 120 }, (_, index) => index)
  for (const id of ids)
    await report(viewer, { fingerprint: [`${id}`], message: 'x', timestamp: now - (id % 7) })
  const seen: number[] = []
  const times: number[] = []
  let after: string | null = ''
  while (after !== null) {
    const page: ErrorPage = await read<ErrorPage>(viewer, `/api/errors?after=${after}`)
    expect(page.total).toBe(120)
    seen.push(...page.errors.map(({ id }) => id))
    times.push(...page.errors.map(({ lastSeen }) => lastSeen))
    after = page.after
  }
  expect(new Set(seen).size).toBe(120)
  expect(seen).toHaveLength(120)
  expect(times).toEqual(times.toSorted((one, other) => other - one))
})

test('words and level narrow the list; wildcards of the database are ordinary characters', async () => {
  await using viewer = await startViewer()
  await report(viewer, { message: '100% of tea sold', level: 'warning', release: 'shop@2' })
  await report(viewer, { message: 'tea is cold', level: 'error' })
  const found = async (query: string) =>
    (await read<ErrorPage>(viewer, `/api/errors?${query}`)).errors.map(({ message }) => message)
  expect(await found('query=tea')).toHaveLength(2)
  expect(await found('query=TEA+shop@2')).toEqual(['100% of tea sold'])
  expect(await found('query=%25')).toEqual(['100% of tea sold'])
  expect(await found('query=_')).toEqual([])
  expect(await found('query=tea&level=error')).toEqual(['tea is cold'])
})

test('only the latest occurrences are kept and all are counted', async () => {
  await using viewer = await startViewer({ eventsPerError: 3 }, { now: () => now })
  for (const age of [50, 40, 30, 20, 10])
    await report(viewer, { message: 'x', timestamp: now - age, release: `r${age}` })
  // One that was under way for long changes neither what is shown nor when the error was last seen.
  await report(viewer, { message: 'x', timestamp: now - 100, release: 'late' })
  const { errors } = await read<ErrorPage>(viewer, '/api/errors')
  expect(errors).toMatchObject([{ count: 6, firstSeen: now - 100, lastSeen: now - 10, release: 'r10' }])
  const detail = await read<ErrorDetail>(viewer, `/api/errors/${errors[0]?.id}`)
  expect(detail.events.map(({ at }) => now - at)).toEqual([10, 20, 30])
})

test('a time that cannot be right becomes the time of arrival', async () => {
  await using viewer = await startViewer({}, { now: () => now })
  await report(viewer, { message: 'x', timestamp: now + 5000 })
  await report(viewer, { message: 'x', timestamp: 12 })
  await report(viewer, { message: 'x', timestamp: 'yesterday' })
  expect((await read<ErrorPage>(viewer, '/api/errors')).errors).toMatchObject([
    { count: 3, firstSeen: now, lastSeen: now },
  ])
})

test('errors and the DSN survive a restart', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'error-viewer-'))
  try {
    const first = await startViewer({ dataDirectory })
    await report(first, { message: 'x' })
    const key = first.viewer.publicKey
    await first.close()
    await using second = await startViewer({ dataDirectory })
    expect(second.viewer.publicKey).toBe(key)
    expect((await read<ErrorPage>(second, '/api/errors')).total).toBe(1)
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true })
  }
})

test('an error that does not exist is refused as such', async () => {
  await using viewer = await startViewer()
  for (const id of ['7', '0', 'x', '-1', '9007199254740993']) {
    const answer = await fetch(`${viewer.url}/api/errors/${id}`)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ refusal: { code: 'not_found' } })
  }
})
