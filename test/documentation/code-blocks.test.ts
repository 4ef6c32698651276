import { execFile } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type RunningGateway, readConfig, startGateway } from 'phorge-conduit-gateway'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { codeBlocks } from './code-blocks.ts'

const root = join(import.meta.dirname, '../..')
const files = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md', { cwd: root })]
const blocks = files.flatMap((file) => codeBlocks(join(root, file)))
const scripts: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts

let running: RunningGateway
let token: string
// Inside the project, so that the samples find its packages.
const folder = mkdtempSync(join(root, 'test/documentation/.run-'))

beforeAll(async () => {
  running = await startGateway(
    readConfig({ options: { port: '0', dataDirectory: ':memory:', demo: 'true', logLevel: 'silent' } }),
  )
  const account = await running.gateway.backend.accountByName('rjkaplan')
  if (!account) throw new Error('the demo account rjkaplan is missing')
  token = (await createApiToken(running.gateway, { userPhid: account.phid, name: 'documentation' })).token
})

afterAll(async () => {
  await running?.close()
  rmSync(folder, { recursive: true })
})

describe('the documentation', () => {
  it('has code to run', () => {
    expect(blocks.filter((block) => block.language === 'ts').length).toBeGreaterThan(0)
  })

  it.each(blocks.filter((block) => block.language === 'ts'))(
    'runs the sample at $file:$line',
    async (block) => {
      const program = join(folder, `sample-${block.line}.ts`)
      writeFileSync(program, block.text)
      const { stdout } = await promisify(execFile)(process.execPath, [program], {
        cwd: dirname(program),
        timeout: 15_000,
        env: { ...process.env, CONDUIT_URL: running.url, CONDUIT_TOKEN: token },
      })
      expect(stdout).toContain('Checkout fails (Resolved)')
    },
  )

  it.each(blocks.filter((block) => block.language === 'sh'))(
    'names commands that exist at $file:$line',
    (block) => {
      const names = [...block.text.matchAll(/npm (?:run )?(?!ci|install)([a-z:]+)/g)].map(
        (match) => match[1] ?? '',
      )
      expect(names.length).toBeGreaterThan(0)
      for (const name of names) expect(scripts, `npm run ${name}`).toHaveProperty(name)
    },
  )
})
