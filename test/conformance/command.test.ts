import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig, startGateway } from '../../gateway/src/app.ts'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'

const COMMAND = fileURLToPath(new URL('command.ts', import.meta.url))

test('the command shows every scenario of a good server and counts what holds', async () => {
  const options = { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' }
  const { gateway, url, close } = await startGateway(readConfig({ options }))
  onTestFinished(close)
  const account = await gateway.backend.accountByName('angie')
  const { token } = await createApiToken(gateway, { userPhid: account?.phid ?? '', name: 'conformance' })
  const { code, output } = await run('--url', `${url}/`, '--api-token', token)
  expect(output).toMatch(/^ok {3}a task is created from a title alone/m)
  expect(output).not.toMatch(/^FAIL/m)
  expect(output).toMatch(/\n\d{3} passed, 0 failed\n$/)
  expect(output).not.toContain(token)
  expect(code).toBe(0)
})

test('a server that answers something else fails, scenario by scenario', async () => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(
      '{"result":{"phid":"PHID-USER-x","data":[],"object":{}},"error_code":null,"error_info":null}',
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const { code, output } = await run('--url', url, '--api-token', 'api-x', '--only', 'a title')
  expect(output).toMatch(/^FAIL a title has 1 to 255 characters/m)
  expect(output).toMatch(/\n\d+ passed, [1-9]\d* failed\n$/)
  expect(code).toBe(1)
})

test('without an address or a token it says what it needs, and --help what it does', async () => {
  const missing = await run('--url', 'http://127.0.0.1:9')
  expect(missing).toMatchObject({ code: 2, output: expect.stringContaining('--api-token') })
  expect(await run('--nonsense')).toMatchObject({ code: 2 })
  expect(await run('--help')).toMatchObject({ code: 0, output: expect.stringContaining('It WRITES') })
})

function run(...options: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...options], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr })
    })
  })
}
