import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { form } from '../seed-server.ts'
import { startNginx } from './nginx.ts'

/** One way to the same upstream, and what was measured on it. */
export interface Way {
  readonly name: 'direct' | 'nginx' | '@fastify/http-proxy' | 'gateway'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** What forwards, where it can tell its processor time. */
  readonly process: ChildProcess | undefined
}

/** What runs for the bench, and is ended with it. */
export class Scene implements Disposable {
  readonly #children: ChildProcess[] = []
  #upstream: ChildProcess | undefined
  readonly #folder = mkdtempSync(join(tmpdir(), 'phorge-conduit-forwarding-'))

  /** To an upstream that answers at once. */
  async ways(): Promise<Way[]> {
    const upstream = await this.#start<number>('upstream.ts')
    this.#upstream = upstream.child
    const address = `http://127.0.0.1:${upstream.message}`
    const folder = mkdtempSync(join(this.#folder, 'gateway-'))
    const gateway = await this.#start<{ port: number; accessToken: string }>('gateway.ts', address, folder)
    const proxy = await this.#start<number>('http-proxy.ts', address)
    const nginx = await startNginx(address, this.#folder)
    if (nginx) this.#children.push(nginx.process)
    const { port, accessToken } = gateway.message
    return [
      way('direct', upstream.message, undefined),
      ...(nginx ? [way('nginx', nginx.port, undefined)] : []),
      way('@fastify/http-proxy', proxy.message, proxy.child),
      {
        ...way('gateway', port, gateway.child),
        headers: { ...asForm, authorization: `Bearer ${accessToken}` },
        body: form(search),
      },
    ]
  }

  /** @param delay milliseconds that the upstream takes for an answer from now on */
  async slowDown(delay: number): Promise<void> {
    if (!this.#upstream) throw new Error('there is no upstream yet')
    const told = once(this.#upstream, 'message')
    this.#upstream.send(delay)
    await told
  }

  async #start<Message>(
    file: string,
    ...words: string[]
  ): Promise<{ child: ChildProcess; message: Message }> {
    const log = openSync(join(this.#folder, `${file}.log`), 'a')
    const child = fork(new URL(`./${file}`, import.meta.url), words, {
      stdio: ['ignore', log, 'inherit', 'ipc'],
    })
    this.#children.push(child)
    const [message] = await once(child, 'message')
    return { child, message }
  }

  [Symbol.dispose](): void {
    for (const child of this.#children) child.kill('SIGTERM')
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Of one task, as an error viewer makes it: what the rules, the grant and the token say of it has to be looked at. */
const search = { constraints: { ids: [1] } }
const asForm = { 'content-type': 'application/x-www-form-urlencoded' }

function way(name: Way['name'], port: number, process: ChildProcess | undefined): Way {
  return {
    name,
    url: `http://127.0.0.1:${port}/api/maniphest.search`,
    headers: asForm,
    body: form({ ...search, __conduit__: { token: `api-${'r'.repeat(28)}` } }),
    process,
  }
}
