import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError, readConfig, settings } from '../../gateway/src/config.ts'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'config-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

function fileWith(text: string): string {
  const file = join(directory, 'gateway.json')
  writeFileSync(file, text)
  return file
}

/** What the person is told. */
function complaint(sources: Parameters<typeof readConfig>[0]): string {
  try {
    readConfig(sources)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return 'none'
}

it('without any setting it listens on loopback alone, with nothing in it', () => {
  expect(readConfig()).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    publicUrl: 'http://localhost:8080',
    demo: false,
    trustProxy: false,
    accessTokenLifetime: 3600,
    denyMethods: [],
  })
})

it('the command line wins over the environment, and that over the file', () => {
  const file = fileWith('{"port": 1, "host": "file", "logLevel": "warn"}')
  const environment = { GATEWAY_PORT: '2', GATEWAY_HOST: 'environment' }
  const config = readConfig({ file, environment, options: { port: '3' } })
  expect([config.port, config.host, config.logLevel]).toEqual([3, 'environment', 'warn'])
})

it('an empty variable is one that is not set', () => {
  expect(readConfig({ environment: { GATEWAY_PORT: '' } }).port).toBe(8080)
})

it('each setting has an option, a variable and a description', () => {
  for (const { name, option, variable, description } of settings) {
    expect(option).toMatch(/^--[a-z-]+$/)
    expect(variable).toMatch(/^GATEWAY_[A-Z_]+$/)
    expect(description.length, name).toBeGreaterThan(10)
  }
})

describe('a wrong value is named where it was written, with the valid form', () => {
  it.each([
    ['x', /^--port: .*It takes: port to listen on, up to 65535/],
    ['', /^--port: /],
    ['70000', /^--port: /],
    ['-1', /^--port: /],
    ['80.5', /^--port: /],
    ['0x50', /^--port: /],
  ])('in an option: --port %j', (port, message) => {
    expect(complaint({ options: { port } })).toMatch(message)
  })

  it.each([
    ['GATEWAY_LOG_LEVEL', 'loud', /trace, debug, info/],
    ['GATEWAY_DEMO', 'perhaps', /demo accounts/],
    ['GATEWAY_ACCESS_TOKEN_LIFETIME', '59', /60 to 86400/],
    ['GATEWAY_PUBLIC_URL', 'gateway.example', /scheme, host and port/],
    ['GATEWAY_PUBLIC_URL', 'ftp://gateway.example', /scheme, host and port/],
    ['GATEWAY_PUBLIC_URL', 'https://gateway.example/conduit', /scheme, host and port/],
    ['GATEWAY_PUBLIC_URL', 'https://gateway.example?', /scheme, host and port/],
    ['GATEWAY_PUBLIC_URL', 'https://me:pw@gateway.example', /scheme, host and port/],
    ['GATEWAY_DENY_METHODS', 'project.edit;maniphest.edit', /separated by commas/],
    ['GATEWAY_BACKEND', 'mysql', /embedded/],
  ])('in a variable: %s=%s', (variable, value, form) => {
    const message = complaint({ environment: { [variable]: value } })
    expect(message.startsWith(`${variable}: `)).toBe(true)
    expect(message).toMatch(form)
  })

  it.each([
    ['{"port": null}', /^"port" in .*gateway\.json: /],
    ['{"port": true}', /^"port" in /],
    ['{"prot": 80}', /gateway\.json: unknown setting "prot"/],
    ['[]', /not a readable JSON object/],
    ['port: 80', /not a readable JSON object/],
  ])('in a file: %s', (text, message) => {
    expect(complaint({ file: fileWith(text) })).toMatch(message)
  })

  it('also when the file is not there', () => {
    expect(complaint({ file: '/nowhere/gateway.json' })).toMatch(/^\/nowhere\/gateway\.json: /)
  })
})

it('an address keeps no slash at its end, and a list is a list however it is written', () => {
  const options = { publicUrl: 'https://gateway.example/', denyMethods: 'project.edit, *.search' }
  expect(readConfig({ options })).toMatchObject({
    publicUrl: 'https://gateway.example',
    denyMethods: ['project.edit', '*.search'],
  })
  expect(readConfig({ file: fileWith('{"denyMethods": ["user.*"]}') }).denyMethods).toEqual(['user.*'])
})
