import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { apiToken, Conduit, methodCatalogue } from '../../../sdk/src/index.ts'
import {
  type GatewayUnderTest,
  issueToken,
  startGatewayUnderTest,
} from '../../gateway/conduit/gateway-under-test.ts'
import { openTerminal, type Terminal } from '../command-line/terminal.ts'
import { compile } from '../types/compiler.ts'
import { type Alterations, type Answer, result, startAlteredServer } from './altered-server.ts'

let gateway: GatewayUnderTest
let token: string

beforeAll(async () => {
  gateway = await startGatewayUnderTest()
  token = (await createApiToken(gateway.gateway, { userPhid: gateway.rjkaplan.phid, name: '' })).token
  const conduit = new Conduit({ url: gateway.url, credential: apiToken(token) })
  await conduit.tasks.create({ title: 'Checkout fails' })
})
afterAll(() => gateway.close())

const ownMethods = {
  'acme.deploy': {
    description: 'Deploys */ a revision.\nNow.',
    params: { revision: 'required string', hosts: 'optional list<phid>' },
    return: 'nonempty dict<string, wild>',
  },
  'acme.deploy.status': { description: null, params: [], return: 'string' },
  'acme.machine.search': {
    description: null,
    params: {
      limit: 'optional int',
      after: 'optional string',
      before: 'optional string',
      rack: 'optional int',
    },
    return: 'map<string, wild>',
  },
  'maniphest.report': { description: null, params: [], return: 'list<string>' },
  'maniphest.status.acme': { description: null, params: [], return: 'bool' },
}

/** A server with methods, custom fields and subtypes of its own. Its users read German. */
const company: Alterations = {
  'conduit.query': result((methods: object) => ({ ...methods, ...ownMethods })),
  'maniphest.edit': (answer) => ({
    ...answer,
    error_info: answer.error_info?.replace(
      /^.*Known types: (.*)\.$/,
      'Den Typ gibt es nicht. Es gibt: $1, custom.acme.severity, custom.acme.rota.',
    ) as string,
  }),
  'maniphest.search': result((page: { data: { fields: object }[] }) => ({
    ...page,
    data: page.data.map((task) => ({
      ...task,
      fields: { ...task.fields, subtype: 'bug', 'custom.acme.severity': 3, 'custom.acme.rota': null },
    })),
  })),
}

async function at(alterations: Alterations = {}, secret = token) {
  const server = await startAlteredServer(gateway.url, alterations)
  return { ...server, env: { CONDUIT_URL: server.url, CONDUIT_TOKEN: secret } }
}

async function typesAt(
  alterations: Alterations,
  secret?: string,
): Promise<{ terminal: Terminal; text: string }> {
  const terminal = openTerminal((await at(alterations, secret)).env)
  const said = await terminal.type(['types', '--out', 'conduit.d.ts', '--subtype', 'incident'])
  expect([said.exitCode, said.err]).toEqual([0, ''])
  return { terminal, text: read(terminal) }
}

function read({ folder }: Terminal): string {
  return readFileSync(join(folder, 'conduit.d.ts'), 'utf8')
}

function format({ folder }: Terminal): void {
  const biome = join(import.meta.dirname, '../../../node_modules/@biomejs/biome/bin/biome')
  execFileSync(process.execPath, [biome, 'format', '--write', 'conduit.d.ts'], { cwd: folder, stdio: 'pipe' })
}

/** The server as it has become. */
async function moved(before: Terminal, alterations: Alterations, secret?: string): Promise<Terminal> {
  const terminal = openTerminal((await at(alterations, secret)).env)
  writeFileSync(join(terminal.folder, 'conduit.d.ts'), read(before))
  return terminal
}

const check = ['types', '--out', 'conduit.d.ts', '--check'] as const

describe('a program that has the types of its server', () => {
  const before = `
import { Conduit } from 'phorge-conduit'
const conduit = new Conduit({ url: 'https://phorge.example.com' })
`
  const right = [
    `await conduit.acme.deploy({ revision: 'r1', hosts: ['PHID-HOST-1'] })`,
    `await conduit.acme.machine.search({ rack: 3, limit: 10 }).all()`,
    `(await conduit.maniphest.report()).map((line) => line.toUpperCase())`,
    `(await conduit.call('acme.deploy.status')).toUpperCase()`,
    `await conduit.call('maniphest.status.acme')`,
    `await conduit.tasks.close('T1', { status: 'wontfix' })`,
    `await conduit.tasks.create({ title: 'x', priority: 'high' })`,
    `await conduit.maniphest.search({ constraints: { statuses: ['open()', 'resolved'], subtypes: ['bug', 'incident'], 'custom.acme.severity': [3] } })`,
    `await conduit.maniphest.edit({ transactions: [{ type: 'custom.acme.severity', value: 3 }, { type: 'subtype', value: 'bug' }] })`,
    `(await conduit.tasks.get('T1')).raw.fields['custom.acme.severity']?.toFixed()`,
    `conduit.withScopes(['acme.deploy', 'maniphest.edit:custom.acme.severity'])`,
  ]
  const wrong = [
    `await conduit.acme.deploy({ revison: 'r1' })`,
    `await conduit.acme.deploy({ revision: 'r1', hosts: 'PHID-HOST-1' })`,
    `await conduit.acme.destroy()`,
    `await conduit.tasks.close('T1', { status: 'wontfixed' })`,
    `await conduit.tasks.close('T1', { status: 'open' })`,
    `await conduit.tasks.reopen('T1', { status: 'resolved' })`,
    `await conduit.tasks.create({ title: 'x', priority: 'urgent' })`,
    `await conduit.maniphest.search({ constraints: { statuses: ['close()'] } })`,
    `await conduit.maniphest.search({ constraints: { subtypes: ['feature'] } })`,
    `await conduit.maniphest.search({ constraints: { priorities: [85] } })`,
    `await conduit.maniphest.search({ constraints: { 'custom.acme.severty': [3] } })`,
    `await conduit.maniphest.edit({ transactions: [{ type: 'custom.acme.severity', value: 'high' }] })`,
    `await conduit.maniphest.edit({ transactions: [{ type: 'custom.acme.severty', value: 3 }] })`,
    `await conduit.maniphest.edit({ transactions: [{ type: 'status', value: 'fixed' }] })`,
    `(await conduit.tasks.get('T1')).raw.fields['custom.acme.severty']`,
    `conduit.withScopes(['phrequent.push'])`,
  ]

  test('is compiled against them', { timeout: 60_000 }, async () => {
    const { text } = await typesAt(company)
    const verdicts = await compile({ before, lines: [...right, ...wrong], beside: { 'conduit.d.ts': text } })
    expect(Object.fromEntries(right.map((line, index) => [line, verdicts[index]]))).toEqual(
      Object.fromEntries(right.map((line) => [line, undefined])),
    )
    const compiled = wrong.filter((_, index) => verdicts[right.length + index] === undefined)
    expect(compiled).toEqual([])
  })

  test('calls a method of its own when it runs', async () => {
    const answered = { result: { url: 'https://acme.example.com' }, error_code: null, error_info: null }
    const server = await startAlteredServer(gateway.url, { ...company, 'acme.deploy': () => answered })
    const conduit = new Conduit({ url: server.url, credential: apiToken(token) }) as unknown as {
      acme: { deploy(params: { revision: string }): Promise<unknown> }
    }
    expect(await conduit.acme.deploy({ revision: 'r1' })).toEqual(answered.result)
    expect(server.called).toEqual(['acme.deploy'])
  })

  test('can have methods of its own in every application', { timeout: 60_000 }, async () => {
    const applications = new Set([...methodCatalogue.keys()].map((name) => name.split('.')[0] ?? ''))
    const extra = [...applications].map((application) => `${application}.acmereport`)
    const { text } = await typesAt({
      'conduit.query': result((methods: object) => ({
        ...methods,
        ...Object.fromEntries(
          extra.map((name) => [
            name,
            { description: null, params: { day: 'required int' }, return: 'string' },
          ]),
        ),
      })),
    })
    const lines = extra.flatMap((name) => [
      `(await conduit.${name}({ day: 1 })).toUpperCase()`,
      `await conduit.${name}({ day: 'monday' })`,
    ])
    const verdicts = await compile({ before, lines, beside: { 'conduit.d.ts': text } })
    expect(lines.filter((_, index) => (verdicts[index] === undefined) !== (index % 2 === 0))).toEqual([])
  })
})

test('names that a server should not choose do no harm', { timeout: 60_000 }, async () => {
  const strange = [
    '__proto__.polluted.deploy',
    'acme.__proto__.deploy',
    'acme.constructor.deploy',
    'acme.then',
    "acme.it's",
    'acme.new-thing.new',
    'acme.name',
    'acme.call.bind',
    'constructor.name',
    'deploy',
    'tasks.create',
    'then.what',
    'url.shorten',
    'withScopes.edit',
  ]
  const description = "*/ } } interface Conduit { 'x': string } \u2028 /*"
  const params = { "it's": 'required string', 'a*/b': 'optional string-constant<"\\", "\'">' }
  const { terminal, text } = await typesAt({
    'conduit.query': result((methods: object) => ({
      ...methods,
      ...Object.fromEntries(strange.map((name) => [name, { description, params, return: 'string' }])),
    })),
  })
  const lines = strange.map(
    (name) => `(await conduit.call(${JSON.stringify(name)}, { "it's": 'x' })).toUpperCase()`,
  )
  const before = `
    import { Conduit } from 'phorge-conduit'
    const conduit = new Conduit({ url: 'https://phorge.example.com' })
  `
  expect(await compile({ before, lines, beside: { 'conduit.d.ts': text } })).toEqual(
    strange.map(() => undefined),
  )
  expect((await terminal.type(check)).exitCode).toBe(0)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

describe('phorge-conduit types', () => {
  test('writes the same for the same server, and no secret', async () => {
    const { terminal, text } = await typesAt(company)
    const again = await terminal.type(['types', '--out', 'conduit.d.ts', '--subtype', 'incident'])
    expect(again.out).toBe('conduit.d.ts is up to date.\n')
    const { out } = await terminal.type(['types', '--subtype', 'incident'])
    expect(out).toBe(text)
    expect(text).not.toContain(token)
    expect(text).not.toMatch(/20\d\d-|\d\d:\d\d:/)
  })

  test('writes what a formatter leaves as it is', async () => {
    const { terminal, text } = await typesAt(company)
    format(terminal)
    expect(read(terminal)).toBe(text)
  })

  test('does not write over a file of somebody else', async () => {
    const terminal = openTerminal((await at()).env)
    writeFileSync(join(terminal.folder, 'conduit.d.ts'), 'export const mine = 1\n')
    const { err, exitCode } = await terminal.type(['types', '--out', 'conduit.d.ts'])
    expect([err.split('\n')[0], exitCode]).toEqual([
      'conduit.d.ts is there already, and is no file of this command.',
      2,
    ])
    expect(read(terminal)).toBe('export const mine = 1\n')
  })

  test('changes nothing on the server', async () => {
    const server = await at(company)
    const terminal = openTerminal(server.env)
    const conduit = new Conduit({ url: gateway.url, credential: apiToken(token) })
    const tasks = () => conduit.maniphest.search().all()
    const before = await tasks()
    await terminal.type(['types'])
    expect(server.called.sort()).toEqual([
      'conduit.query',
      'maniphest.edit',
      'maniphest.priority.search',
      'maniphest.search',
      'maniphest.status.search',
    ])
    expect(await tasks()).toEqual(before)
  })

  test('says what a token that may not see tasks is not told, and writes the rest', async () => {
    const { token: narrow } = await issueToken(gateway, { rules: [], grant: [] })
    const terminal = openTerminal((await at(company, narrow)).env)
    const { out, exitCode } = await terminal.type(['types'])
    expect(exitCode).toBe(0)
    expect(out).toContain('// Which custom fields there are was not told to this token.')
    expect(out).toContain('readonly acme: {')
    expect(out).not.toContain('taskSubtype')
  })
})

test('a server without Maniphest has types too', async () => {
  const gone = (answer: Answer): Answer => ({
    ...answer,
    result: null,
    error_code: 'ERR-CONDUIT-CALL',
    error_info: 'There is no such method.',
  })
  const { text } = await typesAt({
    ...company,
    'maniphest.edit': gone,
    'maniphest.search': gone,
    'maniphest.status.search': gone,
    'maniphest.priority.search': gone,
  })
  expect(text).toContain('readonly deploy: Method<')
  expect(text).not.toMatch(/taskPriority|TaskStatus|taskCustomFields/)
})

describe('phorge-conduit types --check', () => {
  test('is content with a server that has not changed', async () => {
    const { terminal } = await typesAt(company)
    const { out, exitCode } = await terminal.type(check)
    expect([out, exitCode]).toEqual(['conduit.d.ts says what the server has.\n', 0])
  })

  test('finds a method that was added to a server, and a status that was removed from it', async () => {
    const { terminal } = await typesAt({})
    const later = await moved(terminal, {
      'conduit.query': result((methods: object) => ({
        ...methods,
        'acme.deploy': ownMethods['acme.deploy'],
      })),
      'maniphest.status.search': result((statuses: { data: { value: string }[] }) => ({
        ...statuses,
        data: statuses.data.filter(({ value }) => value !== 'spite'),
      })),
    })
    const { out, err, exitCode } = await later.type(check)
    expect(out).toBe('removed  closed status  spite\nadded    method         acme.deploy\n')
    expect(err).toContain('The server is not as conduit.d.ts says.')
    expect(exitCode).toBe(8)
    const said = await later.type([...check, '--json'])
    expect(said.json).toEqual([
      { change: 'removed', what: 'closed status', name: 'spite' },
      { change: 'added', what: 'method', name: 'acme.deploy' },
    ])
    expect([said.err, said.exitCode]).toEqual(['', 8])
  })

  test('finds what has changed in a method, and a method of Phorge that is gone', async () => {
    const { terminal } = await typesAt(company)
    const later = await moved(terminal, {
      ...company,
      'conduit.query': result(({ 'maniphest.edit': _, ...methods }: Record<string, object>) => ({
        ...methods,
        ...ownMethods,
        'acme.deploy': { ...ownMethods['acme.deploy'], params: { commit: 'required string' } },
      })),
    })
    const { json } = await later.type([...check, '--json'])
    expect(json).toEqual([
      {
        change: 'changed',
        what: 'method',
        name: 'acme.deploy',
        from: expect.stringContaining('revision: string'),
        to: expect.stringContaining('commit: string'),
      },
      { change: 'removed', what: 'method', name: 'maniphest.edit' },
    ])
  })

  test('finds a custom field that is gone, and takes no value for no change', async () => {
    const { terminal } = await typesAt(company)
    const later = await moved(terminal, {
      ...company,
      'maniphest.edit': (answer) => answer,
      'maniphest.search': result((page: { data: { fields: object }[] }) => ({
        ...page,
        data: page.data.map((task) => ({
          ...task,
          fields: { ...task.fields, 'custom.acme.severity': null },
        })),
      })),
    })
    const { json } = await later.type([...check, '--json'])
    expect(json).toEqual([
      { change: 'removed', what: 'custom field', name: 'custom.acme.rota' },
      { change: 'added', what: 'subtype', name: 'default' },
    ])
  })

  test('takes what this token is not told for no change', async () => {
    const { terminal } = await typesAt(company)
    const { token: narrow } = await issueToken(gateway, { rules: [], grant: [] })
    const later = await moved(terminal, company, narrow)
    expect((await later.type(check)).exitCode).toBe(0)
  })

  test('reads the file as a formatter has left it', async () => {
    const { terminal, text } = await typesAt(company)
    const unprotected = text.replaceAll(/^\s*\/\/ (biome|prettier)-ignore.*\n/gm, '')
    for (const style of [
      { lineWidth: 40, quoteStyle: 'single', semicolons: 'asNeeded', trailingCommas: 'all' },
      { lineWidth: 300, quoteStyle: 'double', semicolons: 'always', trailingCommas: 'none' },
    ]) {
      writeFileSync(join(terminal.folder, 'conduit.d.ts'), unprotected)
      writeFileSync(join(terminal.folder, 'biome.json'), JSON.stringify({ javascript: { formatter: style } }))
      format(terminal)
      expect(read(terminal)).not.toBe(unprotected)
      expect((await terminal.type(check)).out).toBe('conduit.d.ts says what the server has.\n')
    }
  })

  test('needs a file to compare with', async () => {
    const terminal = openTerminal((await at()).env)
    expect(await terminal.type(['types', '--check'])).toMatchObject({ exitCode: 2 })
    expect((await terminal.type(check)).err).toContain('There is no conduit.d.ts to compare with.')
  })
})
