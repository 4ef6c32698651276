import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Gateway, readConfig, startGateway } from 'phorge-conduit-gateway'
import { EmbeddedBackend } from '../../gateway/src/backends/embedded/embedded.ts'
import { openStore } from '../../gateway/src/backends/embedded/store.ts'
import { seedTasks } from './seed.ts'

/** Calls a minute: counted as ever, and reached by no load. */
const MOST = '1000000'

const main = join(import.meta.dirname, '../../gateway/src/main.ts')

/** A gateway with tasks in it, in a process of its own, as it is run: the load comes from another. */
export interface SeededServer<Prepared> extends AsyncDisposable {
  readonly url: string
  readonly prepared: Prepared
}

/** @param prepare Makes what the load needs, such as tokens, before the server starts. */
export async function seededServer<Prepared>(
  tasks: number,
  prepare: (gateway: Gateway, authorPhid: string) => Promise<Prepared>,
): Promise<SeededServer<Prepared>> {
  const folder = mkdtempSync(join(tmpdir(), 'phorge-conduit-bench-'))
  let server: ChildProcess | undefined
  const end = async () => {
    if (server && server.exitCode === null) {
      const ended = once(server, 'exit')
      server.kill('SIGTERM')
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await seed(folder, tasks)
    const options = { port: 0, dataDirectory: folder, demo: true, logLevel: 'silent' }
    const { gateway, close } = await startGateway(readConfig({ options }))
    const author = await gateway.backend.accountByName('rjkaplan')
    if (!author) throw new Error('the demo account rjkaplan is missing')
    const prepared = await prepare(gateway, author.phid)
    await close()
    const { port } = gateway.config
    server = await serve(folder, port)
    return { url: `http://127.0.0.1:${port}`, prepared, [Symbol.asyncDispose]: end }
  } catch (error) {
    await end()
    throw error
  }
}

/** Only here nothing waits for the disk: what is measured later does. */
async function seed(folder: string, tasks: number): Promise<void> {
  const store = openStore(folder)
  store.all('PRAGMA synchronous = OFF')
  const now = () => Math.floor(Date.now() / 1000)
  const backend = new EmbeddedBackend(store, { publicUrl: 'http://localhost', now, demo: true })
  console.log(`Creating ${tasks.toLocaleString('en')} tasks with maniphest.edit …`)
  const start = performance.now()
  await seedTasks(backend, tasks)
  console.log(`  in ${((performance.now() - start) / 1000).toFixed(0)} s`)
  await backend.close()
}

async function serve(folder: string, port: number): Promise<ChildProcess> {
  const rates = ['token', 'application', 'address'].flatMap((of) => [`--rate-limit-${of}`, MOST])
  const options = ['--port', String(port), '--data-directory', folder, '--log-level', 'silent', ...rates]
  const child = spawn(process.execPath, [main, ...options], { stdio: ['ignore', 'inherit', 'inherit'] })
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const up = await fetch(`http://127.0.0.1:${port}/api/conduit.ping`, { method: 'POST' }).catch(
      () => undefined,
    )
    if (up?.ok) return child
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  child.kill()
  throw new Error('the gateway did not start')
}

/** A call as it goes over the wire, with every credential and parameter in the field `params`. */
export function form(params: object): string {
  return new URLSearchParams({ params: JSON.stringify(params), output: 'json' }).toString()
}
