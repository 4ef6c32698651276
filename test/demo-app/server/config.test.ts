import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ConfigError, readConfig } from 'error-viewer'
import { expect, test } from 'vitest'

const main = fileURLToPath(new URL('../../../demo-app/server/main.ts', import.meta.url))

async function run(options: string[], environment: Record<string, string> = {}) {
  const env = { ...process.env, ...environment }
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [main, ...options], { env })
    return { code: 0, stdout, stderr: '' }
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string }
  }
}

test('settings come from options before the environment before the defaults', () => {
  const environment = { ERROR_VIEWER_PORT: '9001', ERROR_VIEWER_CONDUIT_URL: 'https://phorge.example/' }
  expect(readConfig({ environment })).toMatchObject({
    port: 9001,
    publicUrl: 'http://localhost:9001',
    conduitUrl: 'https://phorge.example',
    host: '127.0.0.1',
  })
  expect(readConfig({ environment, options: { port: '9002' } }).port).toBe(9002)
})

test('a wrong value names the setting as the person wrote it, says what it takes, and does not repeat a secret', () => {
  const read = (environment: Record<string, string>) => () => readConfig({ environment })
  expect(read({ ERROR_VIEWER_PORT: 'many' })).toThrow(/^ERROR_VIEWER_PORT: .*port to listen on/)
  expect(read({ ERROR_VIEWER_CONDUIT_URL: 'ftp://x' })).toThrow(/^ERROR_VIEWER_CONDUIT_URL/)
  expect(read({ ERROR_VIEWER_COOKIE_SECRET: 'short-secret' })).toThrow(ConfigError)
  expect(read({ ERROR_VIEWER_COOKIE_SECRET: 'short-secret' })).not.toThrow(/short-secret/)
})

test('the command exits with 2 for a wrong setting, and with help on --help', async () => {
  const wrong = await run([], { ERROR_VIEWER_LOG_LEVEL: 'loud' })
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('ERROR_VIEWER_LOG_LEVEL')])
  expect(await run(['--colour'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--colour') })
  const help = await run(['--help'])
  expect(help.stdout).toContain('ERROR_VIEWER_CONDUIT_URL')
  expect(help.stdout).toContain('(default: 8081)')
})

test('a port that is taken is named', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as { port: number }
  const directory = mkdtempSync(join(tmpdir(), 'error-viewer-'))
  const answer = await run(['--port', String(port), '--data-directory', directory])
  other.close()
  rmSync(directory, { recursive: true })
  expect([answer.code, answer.stderr]).toEqual([1, expect.stringContaining(`Port ${port} is taken`)])
})
