import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { manifestOf } from '../../scripts/publishing/packages.ts'
import { sdkEntries } from '../../scripts/sdk-entries.ts'
import { type Consumer, install, type PackedPackage, pack } from './packed.ts'

const manifest = manifestOf('sdk')
const peers = Object.keys(manifest.peerDependencies ?? {})
/** What an entry needs that the package itself does not bring. */
const PEER_OF: Readonly<Record<string, string>> = {
  'phorge-conduit/opentelemetry': '@opentelemetry/api',
}

let sdk: PackedPackage
let gateway: PackedPackage
let testing: PackedPackage
let bare: Consumer
let complete: Consumer
let withGateway: Consumer

beforeAll(() => {
  sdk = pack('sdk')
  gateway = pack('gateway', [sdk])
  bare = install([sdk])
  complete = install([sdk], [...peers, '@types/node'])
  testing = pack('testing', [sdk, gateway])
  withGateway = install([sdk, gateway, testing])
}, 120_000)

afterAll(() => {
  bare?.dispose()
  complete?.dispose()
  withGateway?.dispose()
  testing?.dispose()
  gateway?.dispose()
  sdk?.dispose()
})

function run(consumer: Consumer, program: string): string {
  writeFileSync(join(consumer.folder, 'program.mjs'), program)
  return execFileSync(process.execPath, ['program.mjs'], { cwd: consumer.folder, encoding: 'utf8' })
}

const importing = (names: readonly string[]) => `
  for (const name of ${JSON.stringify(names)}) {
    const entry = await import(name)
    console.log(name, Object.keys(entry).length > 0)
  }`

test('every entry is imported by plain Node.js', () => {
  const names = sdkEntries().map(({ name }) => name)
  const printed = run(complete, importing(names))
  expect(printed.trim().split('\n')).toEqual(names.map((name) => `${name} true`))
})

test('without its optional peers every other entry is there', () => {
  const names = sdkEntries()
    .map(({ name }) => name)
    .filter((name) => !(name in PEER_OF))
  expect(run(bare, importing(names)).trim().split('\n')).toEqual(names.map((name) => `${name} true`))
})

test('the command line starts from the package', () => {
  const program = join(bare.folder, 'node_modules/phorge-conduit', 'lib/command-line/main.js')
  expect(execFileSync(process.execPath, [program, '--version'], { encoding: 'utf8' }).trim()).toBe(
    manifest.version,
  )
})

test('a gateway starts from its package, with its pages, and the SDK beside it calls it', () => {
  const program = `
    import { Conduit } from 'phorge-conduit'
    import { readConfig, startGateway } from 'phorge-conduit-gateway'
    const options = { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' }
    const running = await startGateway(readConfig({ options }))
    const page = await (await fetch(running.url + '/gateway/sign-in')).text()
    console.log(typeof (await new Conduit({ url: running.url }).conduit.ping()), page.includes('<main'))
    await running.close()`
  expect(run(withGateway, program).trim()).toBe('string true')
}, 60_000)

test('a server for tests starts from its package', () => {
  const program = `
    import { startConduit } from 'phorge-conduit-testing'
    const server = await startConduit({ tasks: [{ title: 'Checkout fails' }] })
    server.faults.next('maniphest.search', 'drop-answer')
    console.log((await server.conduit('angie').tasks.get('T1')).title, server.faults.seen.length)
    await server.close()`
  expect(run(withGateway, program).trim()).toBe('Checkout fails 1')
}, 60_000)

describe.each([
  // Once with what stands in the declarations, our dependencies' too, which takes long.
  { moduleResolution: 'nodenext', module: 'nodenext', skipLibCheck: false },
  { moduleResolution: 'bundler', module: 'esnext', skipLibCheck: true },
])('to a program with moduleResolution $moduleResolution', (resolution) => {
  test('all types are there', () => {
    const everything = sdkEntries().map(({ name }, index) => `export * as entry${index} from '${name}'`)
    const program = `
      import { apiToken, Conduit, type Phid } from 'phorge-conduit'
      const conduit = new Conduit({ url: 'https://phorge.example.com', credential: apiToken('api-') })
      export const phid: Promise<Phid<'USER'>> = conduit.user.whoami().then((me) => me.phid)
      // @ts-expect-error a title is a string
      export const task = conduit.tasks.create({ title: 5 })
      declare module 'phorge-conduit' {
        interface ConduitMethods {
          'acme.deploy': { params: { revision: string }; result: { url: string } }
        }
      }
      export const url: Promise<string> = conduit.call('acme.deploy', { revision: 'r123' }).then(({ url }) => url)`
    expect(typeCheck(complete, resolution, [...everything, program].join('\n'))).toBe('')
  }, 60_000)
})

function typeCheck({ folder }: Consumer, resolution: object, program: string): string {
  writeFileSync(join(folder, 'program.ts'), program)
  const compilerOptions = {
    ...resolution,
    target: 'es2022',
    lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'],
    types: ['node'],
    strict: true,
    noEmit: true,
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }))
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json')
  const tsc = join(dirname(typescript), 'bin/tsc')
  return spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' }).stdout
}
