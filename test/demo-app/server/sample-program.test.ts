import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import type { ErrorPage } from '../../../demo-app/api.ts'
import { startViewer } from './viewer.ts'

const program = fileURLToPath(new URL('../../../demo-app/sample-program/main.ts', import.meta.url))

function start(dsn: string) {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, SENTRY_DSN: dsn, SAMPLE_PROGRAM_SECONDS: '0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  return { child, exit: once(child, 'exit'), output: () => output }
}

test('every bug of the sample program is an error of its own within seconds, and it stops when told', async () => {
  await using viewer = await startViewer()
  const { child, exit, output } = start(viewer.dsn)
  const page = await vi.waitFor(
    async () => {
      const answer = (await (await fetch(`${viewer.url}/api/errors`)).json()) as ErrorPage
      expect(answer.total).toBeGreaterThanOrEqual(8)
      expect(Math.max(...answer.errors.map(({ count }) => count))).toBeGreaterThan(1)
      return answer
    },
    { timeout: 15_000 },
  )
  child.kill('SIGTERM')
  expect(await exit).toEqual([0, null])
  expect(output()).toBe('The sample program is open for business.\n')

  expect(page.total).toBe(8)
  expect(page.errors.map(({ type }) => type).sort()).toEqual([
    'Error',
    'Message',
    'PaymentError',
    'RangeError',
    'RangeError',
    'TrackingTimeoutError',
    'TypeError',
    'TypeError',
  ])
  expect(new Set(page.errors.map(({ level }) => level))).toEqual(new Set(['error', 'warning', 'info']))
  expect(new Set(page.errors.map(({ release }) => release))).not.toContain(null)
})

test('the sample program goes on while the error viewer is away', async () => {
  const { child, exit, output } = start('http://key@127.0.0.1:9/1')
  await vi.waitFor(() => expect(output()).toContain('open for business'), { timeout: 5000 })
  await new Promise((resolve) => setTimeout(resolve, 1000))
  expect(child.exitCode).toBeNull()
  child.kill('SIGTERM')
  expect(await exit).toEqual([0, null])
})
