import { spawn, spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RunningGateway, readConfig, startGateway } from 'phorge-conduit-gateway'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApplication } from '../../gateway/src/applications/applications.ts'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { type CodeBlock, codeBlocks } from './code-blocks.ts'

const root = join(import.meta.dirname, '../..')
const readmes = ['README.md', 'sdk/README.md', 'testing/README.md']
const guides = globSync('docs/{,examples/}*.md', { cwd: root })
const files = [...readmes, 'CONTRIBUTING.md', ...guides]
const blocks = files.flatMap((file) => codeBlocks(join(root, file)))
const scripts: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts
// Inside the project, so that the samples find its packages.
const folder = mkdtempSync(join(root, 'test/documentation/.run-'))

let running: RunningGateway
let environment: NodeJS.ProcessEnv

beforeAll(async () => {
  running = await startGateway(
    readConfig({ options: { port: '0', dataDirectory: ':memory:', demo: 'true', logLevel: 'silent' } }),
  )
  const { gateway } = running
  const account = await gateway.backend.accountByName('rjkaplan')
  if (!account) throw new Error('the demo account rjkaplan is missing')
  const { token } = await createApiToken(gateway, { userPhid: account.phid, name: 'documentation' })
  const { application, clientSecret } = await createApplication(gateway, {
    name: 'documentation',
    kind: 'confidential',
    redirectUris: ['http://localhost:3000/sign-in/callback'],
    createdBy: account.phid,
  })
  environment = {
    CONDUIT_URL: running.url,
    CONDUIT_TOKEN: token,
    CLIENT_ID: application.clientId,
    CLIENT_SECRET: clientSecret,
    COOKIE_SECRET: 'a secret of the documentation, long enough',
    PORT: '0',
  }
})

afterAll(async () => {
  await running?.close()
  rmSync(folder, { recursive: true })
})

describe('the documentation', () => {
  it('has code to run', () => {
    expect(blocks.filter(isProgram).length).toBeGreaterThan(1)
  })

  it.each(blocks.filter(isProgram))(
    'runs the program at $file:$line to what it says it prints',
    async (block) => {
      const expected = blocks[blocks.indexOf(block) + 1]
      expect(expected?.language, 'a ts block is followed by a text block with its output').toBe('text')
      const printed = await run(block, expected?.text.trim() ?? '')
      expect(printed).toContain(expected?.text.trim())
    },
  )

  it.each(blocks.filter(({ language }) => language === 'sh'))(
    'names commands that exist at $file:$line',
    ({ text }) => {
      const names = Array.from(
        text.matchAll(/npm (?:run )?(?!ci|install)([a-z:]+)/g),
        ([, name = '']) => name,
      )
      const programs = Array.from(text.matchAll(/(?:node|vite) (docs\/[\w./-]+)/g), ([, path = '']) => path)
      expect(names.length + programs.length).toBeGreaterThan(0)
      for (const name of names) expect(scripts, `npm run ${name}`).toHaveProperty(name)
      for (const path of programs) expect(existsSync(join(root, path)), path).toBe(true)
    },
  )

  // Run by test/documentation/examples and test/end-to-end/browser-page.test.ts.
  it.each(blocks.filter(({ name }) => name?.startsWith('docs/')))(
    'has $name as it is at $file:$line',
    (block) => {
      expect(block.text).toBe(readFileSync(join(root, block.name ?? ''), 'utf8'))
    },
  )

  it.each(hasPython() ? blocks.filter(({ language }) => language === 'python') : [])(
    'has Python that can be read at $file:$line',
    ({ text }) => {
      const read = spawnSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], {
        input: text,
      })
      expect(read.stderr.toString()).toBe('')
    },
  )
})

function hasPython(): boolean {
  return spawnSync('python3', ['--version']).status === 0
}

/**
 * What vitest has to start is run by test/testing/documentation.test.ts; a file that is named after the language by a test
 * of its own.
 */
function isProgram({ language, name, text }: CodeBlock): boolean {
  return language === 'ts' && name === undefined && !text.includes("from 'vitest'")
}

/** Runs a program until it ends or has printed what it was to print, as a server does that would go on for ever. */
function run(block: CodeBlock, until: string): Promise<string> {
  const file = join(folder, `program-${blocks.indexOf(block)}.ts`)
  writeFileSync(file, block.text)
  const child = spawn(process.execPath, [file], { env: { ...process.env, ...environment }, timeout: 15_000 })
  let printed = ''
  return new Promise((resolve) => {
    child.stderr.on('data', (chunk) => {
      printed += chunk
    })
    child.stdout.on('data', (chunk) => {
      printed += chunk
      if (printed.includes(until)) child.kill()
    })
    child.on('close', () => resolve(printed))
  })
}
