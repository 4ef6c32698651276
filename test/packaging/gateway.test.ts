import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Consumer, install, type PackedPackage, pack } from './packed.ts'

let sdk: PackedPackage
let gateway: PackedPackage
let consumer: Consumer

beforeAll(() => {
  sdk = pack('sdk')
  gateway = pack('gateway', [sdk])
  consumer = install([sdk, gateway])
}, 120_000)

afterAll(() => {
  consumer?.dispose()
  gateway?.dispose()
  sdk?.dispose()
})

test('publint finds nothing in the gateway that is published', async () => {
  const { messages, pkg } = await publint({ pkgDir: gateway.folder, strict: true })
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
}, 60_000)

test('a gateway starts from the package, and the SDK beside it calls it', () => {
  const program = `
    import { Conduit } from 'phorge-conduit'
    import { readConfig, startGateway } from 'phorge-conduit-gateway'
    const options = { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' }
    const running = await startGateway(readConfig({ options }))
    const page = await (await fetch(running.url + '/sign-in')).text()
    console.log(typeof (await new Conduit({ url: running.url }).conduit.ping()), page.includes('<main'))
    await running.close()`
  writeFileSync(join(consumer.folder, 'program.mjs'), program)
  const printed = execFileSync(process.execPath, ['program.mjs'], { cwd: consumer.folder, encoding: 'utf8' })
  expect(printed.trim()).toBe('string true')
}, 60_000)
