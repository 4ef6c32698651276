import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { Killable } from '../killable.ts'

const main = join(import.meta.dirname, '../../../gateway/src/main.ts')
const program = join(import.meta.dirname, 'gateway-process.ts')

export interface Credentials {
  readonly apiToken: string
  readonly sessions: { readonly rjkaplan: string; readonly ada: string }
}

/** The gateway before a Phorge, which can be killed and started again. */
export class RunningGateway {
  readonly url: string
  readonly #words: readonly string[]
  readonly #process: Killable<Credentials>
  #credentials: Credentials | undefined

  constructor(options: { readonly phorge: string; readonly folder: string; readonly port: number }) {
    this.url = `http://127.0.0.1:${options.port}`
    this.#words = [options.phorge, join(options.folder, 'data'), String(options.port)]
    // As it is installed: with what Node.js makes of the code.
    const environment = { NODE_COMPILE_CACHE: join(options.folder, 'compile-cache'), ...process.env }
    execFileSync(process.execPath, [main, '--help'], { env: environment, stdio: 'ignore' })
    this.#process = new Killable(program, environment)
  }

  get credentials(): Credentials {
    if (!this.#credentials) throw new Error('It was not started yet.')
    return this.#credentials
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const said = await this.#process.start(this.#words)
    this.#credentials ??= said
  }

  /** As a power cut would end it. */
  kill(): Promise<void> {
    return this.#process.kill()
  }
}
