import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const dataDirectory = mkdtempSync(join(tmpdir(), 'phorge-conduit-demo-'))
const started: ChildProcess[] = []

afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(dataDirectory, { recursive: true, force: true })
})

describe('npm run demo', () => {
  it('prints addresses, accounts and what to do, stops on Ctrl-C, and keeps its data', async () => {
    const first = demo('--port', '0')
    const { viewer, gateway } = await addresses(first)
    expect(first.printed()).toMatch(/rjkaplan\s+password \S+/)
    expect(first.printed()).toMatch(/What to do first/)
    expect((await fetch(`${gateway}/api/conduit.ping`, { method: 'POST' })).status).toBe(200)
    const before = await errorsWhenThereAreSome(viewer)
    expect(await first.interrupt()).toBe(0)
    expect(first.printed()).toContain('Stopped.')
    await expect(fetch(gateway)).rejects.toThrow()

    const second = demo('--port', '0')
    const again = await addresses(second)
    const after = await errorsWhenThereAreSome(again.viewer)
    expect(after.map(({ id }) => id)).toEqual(expect.arrayContaining(before.map(({ id }) => id)))
    expect(await second.interrupt()).toBe(0)
  })

  it('starts anew with --reset, and deletes nothing but its own', async () => {
    writeFileSync(join(dataDirectory, 'mine.txt'), 'not the demo’s')
    expect(existsSync(join(dataDirectory, 'gateway'))).toBe(true)
    const taken = await occupiedPort()
    // The taken port stops it right after the reset.
    const reset = demo('--reset', '--port', String(taken.port))
    expect(await reset.ended()).toBe(1)
    expect(existsSync(join(dataDirectory, 'gateway'))).toBe(false)
    expect(existsSync(join(dataDirectory, 'mine.txt'))).toBe(true)
    taken.free()
  })

  it('says which port is taken and how to choose another', async () => {
    const taken = await occupiedPort()
    const refused = demo('--port', String(taken.port))
    expect(await refused.ended()).toBe(1)
    expect(refused.printed()).toContain(`Port ${taken.port} is taken.`)
    expect(refused.printed()).toContain('--port')
    taken.free()
  })

  it.each([
    [[], 'GATEWAY_PHORGE_TOKEN is not set'],
    [['--phorge-mode', 'sideways'], 'GATEWAY_PHORGE_TOKEN is not set'],
  ])('says what it needs to stand before a Phorge: %j', async (words, missing) => {
    const refused = demo('--phorge', 'http://127.0.0.1:1', ...words)
    expect(await refused.ended()).toBe(2)
    expect(refused.printed()).toContain(missing)
    expect(refused.printed()).toContain('http://127.0.0.1:1/settings/panel/apitokens/')
  })

  it.each([
    ['--port', 'eighty'],
    ['--prot', '80'],
  ])('refuses %s %s, names it, and exits with 2', async (...words) => {
    const refused = demo(...words)
    expect(await refused.ended()).toBe(2)
    expect(refused.printed()).toContain(words[0])
  })
})

/** The command as npm runs it, without npm's own lines. */
function demo(...options: string[]) {
  const command = [join(root, 'scripts/demo.ts'), '--data-directory', dataDirectory, ...options]
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      printed += chunk
    })
  }
  const ended = async (): Promise<number | null> => {
    if (child.exitCode === null) await once(child, 'exit')
    return child.exitCode
  }
  return {
    child,
    printed: () => printed,
    ended,
    interrupt() {
      child.kill('SIGINT')
      // npm hands a Ctrl-C on, so that it arrives twice.
      child.kill('SIGINT')
      return ended()
    },
  }
}

async function addresses({ child, printed }: ReturnType<typeof demo>) {
  while (!printed().includes('Ctrl-C stops everything')) {
    if (child.exitCode !== null) throw new Error(`the demo ended: ${printed()}`)
    await once(child.stdout, 'data')
  }
  const [, viewer = ''] = /Error viewer\s+(http:\S+)/.exec(printed()) ?? []
  const [, gateway = ''] = /Gateway\s+(http:\S+)/.exec(printed()) ?? []
  return { viewer, gateway }
}

async function errorsWhenThereAreSome(viewer: string): Promise<{ id: number }[]> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const { errors } = (await (await fetch(`${viewer}/api/errors`)).json()) as { errors: { id: number }[] }
    if (errors.length > 0) return errors
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the sample program reported nothing in ten seconds')
}

async function occupiedPort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, free: () => server.close() }
}
