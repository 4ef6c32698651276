import { Writable } from 'node:stream'
import { inspect } from 'node:util'
import pino from 'pino'
import { describe, expect, test } from 'vitest'
import type { ConduitEvents, Credential, Middleware } from '../../sdk/src/index.ts'
import { conduitServer, failure, refused, TOKEN } from './conduit-server.ts'
import { HastyClock } from './fake-clock.ts'

const me = { phid: 'PHID-USER-me', userName: 'rjkaplan', realName: 'Rachel', roles: [] }
const ACCESS_TOKEN = 'an-access-token-of-this-test'

const bearer: Credential = {
  authorization: async () => ({ kind: 'access-token', token: ACCESS_TOKEN, placement: 'header' }),
}

/** Fails so many times with 503 and is well from then on. */
function ailing(failures: number) {
  let left = failures
  return conduitServer({
    'user.whoami': (_, response) => {
      left -= 1
      if (left < 0) return me
      response.writeHead(503).end()
      return undefined
    },
    'maniphest.edit': () => refused('ERR-OAUTH-ACCESS'),
    'phid.lookup': () => refused('ERR-INVALID-AUTH'),
  })
}

const again = { retries: 3, random: () => 0 }

describe('middleware', () => {
  test('sees every sending, in the order it was given, and may add headers', async () => {
    await using server = await ailing(1)
    const seen: string[] = []
    const named =
      (name: string): Middleware =>
      async (request, next) => {
        seen.push(`${name} ${request.method} ${request.attempt}`)
        request.headers.set('x-trace', `${request.headers.get('x-trace') ?? ''}${name}`)
        const response = await next()
        seen.push(`${name} ${response.status}`)
        return response
      }
    const middleware = [named('a'), named('b')]
    await server.client({ ...again, clock: new HastyClock(), middleware }).user.whoami()
    const sending = (attempt: number, status: number) => [
      `a user.whoami ${attempt}`,
      `b user.whoami ${attempt}`,
      `b ${status}`,
      `a ${status}`,
    ]
    expect(seen).toEqual([...sending(1, 503), ...sending(2, 200)])
    expect(server.calls.map(({ headers }) => headers['x-trace'])).toEqual(['ab', 'ab'])
  })

  test('sees what is asked for, and neither shows it to a log nor has the credential', async () => {
    await using server = await conduitServer({ 'phid.lookup': () => [] })
    const seen: unknown[] = []
    const middleware: Middleware[] = [
      async (request, next) => {
        expect(request.params).toEqual({ names: ['T7'] })
        const response = await next()
        seen.push(request, [...request.headers], response.headers)
        return response
      },
    ]
    for (const credential of [undefined, bearer]) {
      await server.client({ middleware, ...(credential && { credential }) }).phid.lookup({ names: ['T7'] })
    }
    const shown = inspect(seen, { depth: 9, showHidden: true }) + JSON.stringify(seen)
    expect(shown).toContain('phid.lookup')
    for (const secret of [TOKEN, ACCESS_TOKEN, 'T7']) expect(shown).not.toContain(secret)
    expect(server.calls[1]?.headers.authorization).toBe(`Bearer ${ACCESS_TOKEN}`)
  })

  test('cannot make the call in another name', async () => {
    await using server = await conduitServer({ 'user.whoami': () => me })
    const middleware: Middleware[] = [
      (request, next) => {
        request.headers.set('authorization', 'Bearer of-somebody-else')
        return next()
      },
    ]
    await server.client({ credential: bearer, middleware }).user.whoami()
    expect(server.calls[0]?.headers.authorization).toBe(`Bearer ${ACCESS_TOKEN}`)
  })

  test('may answer by itself', async () => {
    await using server = await conduitServer({})
    const text = JSON.stringify({ result: 'from memory', error_code: null, error_info: null })
    const middleware: Middleware[] = [() => ({ status: 200, headers: new Headers(), text })]
    expect(await server.client({ middleware }).conduit.ping()).toBe('from memory')
    expect(server.calls).toEqual([])
  })

  test('gets our errors for answers that do not come, and may throw its own', async () => {
    await using server = await conduitServer({ 'conduit.ping': (_, response) => void response.destroy() })
    const codes: unknown[] = []
    const middleware: Middleware[] = [
      async (_request, next) => {
        const error = await failure(next())
        codes.push(error)
        throw new Error('mine')
      },
    ]
    expect(String(await failure(server.client({ middleware }).conduit.ping()))).toBe('Error: mine')
    expect(codes).toMatchObject([{ code: 'network' }])
  })

  test('sends once: what is sent again is not for it to decide', async () => {
    await using server = await conduitServer({ 'conduit.ping': () => 'web001' })
    const middleware: Middleware[] = [
      async (_request, next) => {
        await next()
        return next()
      },
    ]
    expect(await failure(server.client({ middleware }).conduit.ping())).toMatchObject({
      code: 'configuration',
    })
    expect(server.calls).toHaveLength(1)
  })
})

describe('events', () => {
  function recorded() {
    const events: [string, object][] = []
    const note = (name: string) => (event: object) => void events.push([name, event])
    const on: ConduitEvents = {
      request: note('request'),
      response: note('response'),
      retry: note('retry'),
      refresh: note('refresh'),
      scopeDenied: note('scopeDenied'),
    }
    return { events, on }
  }

  test('tell of each sending, of its answer, and of what is sent again', async () => {
    await using server = await ailing(1)
    const { events, on } = recorded()
    await server.client({ ...again, clock: new HastyClock(), on }).user.whoami()
    const call = { method: 'user.whoami', access: 'read' }
    expect(events).toEqual([
      ['request', { ...call, attempt: 1 }],
      ['response', { ...call, attempt: 1, status: 503, code: 'server', milliseconds: expect.any(Number) }],
      ['retry', { ...call, attempt: 2, error: expect.objectContaining({ code: 'server' }) }],
      ['request', { ...call, attempt: 2 }],
      ['response', { ...call, attempt: 2, status: 200, code: undefined, milliseconds: expect.any(Number) }],
    ])
  })

  test('tell of a token that was refused and renewed, and of a scope that is missing', async () => {
    await using server = await ailing(0)
    const { events, on } = recorded()
    const renew = async () => undefined
    await failure(server.client({ on, credential: { ...bearer, renew } }).phid.lookup({ names: [] }))
    await failure(server.client({ on, credential: bearer }).maniphest.edit({ transactions: [] }))
    const told = events.filter(([name]) => name !== 'request' && name !== 'response')
    expect(told).toEqual([
      ['refresh', { method: 'phid.lookup', renewed: false }],
      ['scopeDenied', { method: 'maniphest.edit', error: expect.objectContaining({ code: 'scope' }) }],
    ])
  })

  test('end no call when a listener throws, now or later', async () => {
    await using server = await ailing(0)
    const on: ConduitEvents = {
      request() {
        throw new Error('now')
      },
      async response() {
        throw new Error('later')
      },
    }
    expect((await server.client({ on }).user.whoami()).userName).toBe('rjkaplan')
  })

  test('are written down by pino, and by console, without parameters and secrets', async () => {
    await using server = await ailing(1)
    const lines: string[] = []
    const stream = new Writable({ write: (line, _, done) => done(void lines.push(String(line))) })
    const pinoLogger = pino({ level: 'debug', base: null, timestamp: false }, stream)
    const consoleLike: Pick<Console, 'debug' | 'warn'> = {
      debug: (...said) => void lines.push(inspect(said, { depth: 9 })),
      warn: (...said) => void lines.push(inspect(said, { depth: 9 })),
    }
    for (const logger of [pinoLogger, consoleLike]) {
      const conduit = server.client({ ...again, clock: new HastyClock(), logger, credential: bearer })
      await conduit.user.whoami()
      await failure(conduit.maniphest.edit({ transactions: [{ type: 'title', value: 'private title' }] }))
    }
    const all = lines.join('')
    expect(lines.filter((line) => line.includes('conduit retry'))).toHaveLength(1)
    expect(all).toContain('"code":"scope"')
    for (const secret of [ACCESS_TOKEN, 'private title', 'stack']) expect(all).not.toContain(secret)
  })
})
