import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** A gateway in a process of its own, which can be killed and started again. */
export class Killable<Ready> {
  readonly #program: string
  readonly #environment: NodeJS.ProcessEnv
  #process: ChildProcess | undefined

  /** @param program sends a message when it listens */
  constructor(program: string, environment: NodeJS.ProcessEnv = process.env) {
    this.#program = program
    this.#environment = environment
  }

  /** @returns what the program said when it listened */
  async start(words: readonly string[]): Promise<Ready> {
    const started = fork(this.#program, words, {
      env: this.#environment,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#process = started
    const [message] = await Promise.race([
      once(started, 'message'),
      once(started, 'exit').then(([code]) => {
        throw new Error(`The gateway did not start: it ended with ${code}.`)
      }),
    ])
    return message as Ready
  }

  /** Tells the program something, and waits for its word that it has heard. */
  async tell(message: string | number): Promise<void> {
    if (!this.#process) throw new Error('It was not started yet.')
    const heard = once(this.#process, 'message')
    this.#process.send(message)
    await heard
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
