import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const main = join(import.meta.dirname, '../../../gateway/src/main.ts')
const program = join(import.meta.dirname, 'gateway-process.ts')

export interface Credentials {
  readonly apiToken: string
  readonly sessions: { readonly rjkaplan: string; readonly ada: string }
}

/** The gateway in a process of its own, which can be killed and started again. */
export class RunningGateway {
  readonly url: string
  readonly #arguments: string[]
  readonly #environment: NodeJS.ProcessEnv
  #process: ChildProcess | undefined
  #credentials: Credentials | undefined

  constructor(options: { readonly phorge: string; readonly folder: string; readonly port: number }) {
    this.url = `http://127.0.0.1:${options.port}`
    this.#arguments = [options.phorge, join(options.folder, 'data'), String(options.port)]
    // As it is installed: with what Node.js makes of the code.
    this.#environment = { ...process.env, NODE_COMPILE_CACHE: join(options.folder, 'compile-cache') }
    execFileSync(process.execPath, [main, '--help'], { env: this.#environment, stdio: 'ignore' })
  }

  get credentials(): Credentials {
    if (!this.#credentials) throw new Error('It was not started yet.')
    return this.#credentials
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    this.#process = fork(program, this.#arguments, {
      env: this.#environment,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const [message] = await Promise.race([
      once(this.#process, 'message'),
      once(this.#process, 'exit').then(([code]) => {
        throw new Error(`The gateway did not start: it ended with ${code}.`)
      }),
    ])
    this.#credentials ??= message as Credentials
  }

  /** As a power cut would end it. */
  async kill(): Promise<void> {
    const gone = this.#process
    if (!gone || gone.exitCode !== null || gone.signalCode !== null) return
    const ended = once(gone, 'exit')
    gone.kill('SIGKILL')
    await ended
  }
}
