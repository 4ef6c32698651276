import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningGateway, readConfig, startGateway } from '../../../gateway/src/app.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { commands } from '../../../sdk/src/command-line/commands/commands.ts'
import { codeBlocks } from '../../documentation/code-blocks.ts'
import { personWhoSignsIn, registerProgram } from './person.ts'

const root = join(import.meta.dirname, '../../..')
// The second goes on where the first has left off.
const pages = ['docs/command-line.md', 'docs/types.md']
const blocks = pages
  .flatMap((page) => codeBlocks(join(root, page)))
  .filter(({ language }) => language === 'console')
const folder = mkdtempSync(join(tmpdir(), 'phorge-conduit-docs-'))
let running: RunningGateway

beforeAll(async () => {
  const options = { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' }
  running = await startGateway(readConfig({ options }))
  await registerProgram(running, { clientId: 'app-command-line' })
  const account = await running.gateway.backend.accountByName('rjkaplan')
  const make = (name: string, userPhid = account?.phid ?? '') =>
    createApiToken(running.gateway, { userPhid, name })
  writeFileSync(join(folder, 'token.txt'), `${(await make('laptop')).token}\n`)
  await make('nightly')
  await make('deploy')
  const admin = await running.gateway.backend.accountByName('admin')
  writeFileSync(join(folder, 'admin-token.txt'), `${(await make('admin', admin?.phid)).token}\n`)
  program('phorge-conduit', `exec '${process.execPath}' '${join(root, 'sdk/src/command-line/main.ts')}' "$@"`)
  // What opens a browser elsewhere tells this test which page it is.
  for (const opener of ['xdg-open', 'open']) program(opener, `echo "$1" > '${join(folder, 'opened.txt')}'`)
})
afterAll(async () => {
  await running?.close()
  rmSync(folder, { recursive: true })
})

function program(name: string, body: string): void {
  mkdirSync(join(folder, 'bin'), { recursive: true })
  const file = join(folder, 'bin', name)
  writeFileSync(file, `#!/bin/sh\n${body}\n`)
  chmodSync(file, 0o755)
}

describe('every sample at the prompt prints what it says', () => {
  test('each command has one', () => {
    const text = blocks.map((block) => block.text).join('')
    for (const { name } of commands) expect(text).toMatch(new RegExp(`\\$.* phorge-conduit ${name}\\b`, 'm'))
  })

  // One shell for all of them: what one sample exports or creates, the next one has.
  test('from the first to the last', { timeout: 180_000 }, async () => {
    const samples = blocks.flatMap(({ file, line, text }) =>
      samplesIn(text).map((sample) => ({ at: `${basename(file)}:${line}`, ...sample })),
    )
    expect(samples.length).toBeGreaterThan(15)
    const printed = await inOneShell(samples.map(({ command }) => command.replaceAll(address, running.url)))
    for (const [index, { at, command, expected }] of samples.entries()) {
      expect(printed[index]?.replaceAll(running.url, address).trim(), `${command} at ${at}`).toMatch(
        loosely(expected),
      )
    }
  })
})

const address = 'http://localhost:8080'

interface Sample {
  readonly command: string
  readonly expected: string
}

function samplesIn(text: string): Sample[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((sample) => {
      const end = sample.indexOf('\n')
      return { command: sample.slice(0, end), expected: sample.slice(end).trim() }
    })
}

/** `…` stands for anything. */
function loosely(expected: string): RegExp {
  const parts = expected.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^]*')}$`)
}

async function inOneShell(lines: readonly string[]): Promise<string[]> {
  const mark = '---- end of a sample ----'
  const shell = spawn('sh', { cwd: folder, env: environment() })
  let printed = ''
  shell.stdout.on('data', (chunk) => {
    printed += chunk
  })
  const { openBrowser, seen } = personWhoSignsIn(running)
  const watching = setInterval(() => {
    const opened = join(folder, 'opened.txt')
    if (!existsSync(opened)) return
    const url = readFileSync(opened, 'utf8').trim()
    if (url === '') return
    rmSync(opened)
    void openBrowser(url)
  }, 20)
  shell.stdin.end(['exec 2>&1', ...lines.flatMap((line) => [line, `echo '${mark}'`])].join('\n'))
  await new Promise((resolve) => shell.on('close', resolve))
  clearInterval(watching)
  expect(seen.problem).toBeUndefined()
  return printed.split(`${mark}\n`)
}

function environment(): NodeJS.ProcessEnv {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  return { NODE_COMPILE_CACHE, HOME: folder, PATH: `${join(folder, 'bin')}:${PATH}`, DISPLAY: ':0' }
}
