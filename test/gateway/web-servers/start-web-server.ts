import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { installedWebServers } from '../../../scripts/web-servers.ts'

const docs = join(import.meta.dirname, '../../../docs')

export type WebServerName = ReturnType<typeof installedWebServers>[number]

export interface Behind {
  /** Host and port. */
  readonly gateway: string
  readonly phorge: string
}

export interface RunningWebServer {
  accessLog(): string
  close(): Promise<void>
}

/** Starts it with the configuration of `docs/`, changed in what an administrator has to change: addresses, and no TLS. */
export async function startWebServer(
  name: WebServerName,
  port: number,
  behind: Behind,
): Promise<RunningWebServer> {
  const folder = mkdtempSync(join(tmpdir(), 'phorge-conduit-web-server-'))
  const accessLog = join(folder, 'access.log')
  const [command, words] = starts[name]({ folder, port, behind, accessLog })
  const child = spawn(command, words, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += String(chunk)
  })
  await untilListening(child, port, () => said)
  return {
    accessLog: () => readFileSync(accessLog, 'utf8'),
    async close() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true })
    },
  }
}

interface Start {
  readonly folder: string
  readonly port: number
  readonly behind: Behind
  readonly accessLog: string
}

const starts: Readonly<Record<WebServerName, (start: Start) => [string, string[]]>> = {
  nginx({ folder, port, behind, accessLog }) {
    const server = replaced(readFileSync(join(docs, 'nginx.conf'), 'utf8'), [
      [/listen 443 ssl;/, `listen 127.0.0.1:${port};`],
      [/^ *ssl_certificate.*$/gm, ''],
      [/127\.0\.0\.1:8080/, behind.gateway],
      [/127\.0\.0\.1:8880/, behind.phorge],
      [/\/var\/log\/nginx\/phorge\.log/, accessLog],
    ])
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    for (const kind of temporary) mkdirSync(join(folder, kind))
    const file = join(folder, 'nginx.conf')
    const paths = temporary.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n')
    writeFileSync(
      file,
      `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr;
events { worker_connections 64; }
http { ${paths}
${server} }`,
    )
    return ['nginx', ['-c', file, '-p', folder, '-e', 'stderr']]
  },

  caddy({ folder, port, behind, accessLog }) {
    const file = join(folder, 'Caddyfile')
    const site = replaced(readFileSync(join(docs, 'Caddyfile'), 'utf8'), [
      [/^phorge\.example\.com \{/m, `:${port} {\n\tbind 127.0.0.1\n`],
      [/127\.0\.0\.1:8080/, behind.gateway],
      [/127\.0\.0\.1:8880/, behind.phorge],
    ])
    writeFileSync(accessLog, '')
    writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n}\n${site}`)
    return ['caddy', ['run', '--adapter', 'caddyfile', '--config', file]]
  },
}

function replaced(text: string, changes: readonly (readonly [RegExp, string])[]): string {
  return changes.reduce((before, [what, by]) => {
    if (before.search(what) < 0) throw new Error(`There is no ${what} to change any more.`)
    return before.replace(what, by)
  }, text)
}

async function untilListening(child: ChildProcess, port: number, said: () => string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`It ended at once: ${said()}`)
    if (await answers(port)) return
    await setTimeout(25)
  }
  throw new Error(`It does not listen: ${said()}`)
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
