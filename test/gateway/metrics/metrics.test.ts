import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readConfig, startGateway } from '../../../gateway/src/app.ts'
import { Metrics } from '../../../gateway/src/metrics/metrics.ts'
import { parseMetricsAddress } from '../../../gateway/src/metrics/metrics-server.ts'
import { type GatewayBeforePhorge, gatewayBefore } from '../phorge/gateway-before-phorge.ts'
import { ok, type RecordingUpstream, recordingUpstream } from '../phorge/recording-upstream.ts'

describe('metrics', () => {
  let upstream: RecordingUpstream
  let before: GatewayBeforePhorge
  beforeAll(async () => {
    upstream = await recordingUpstream()
    before = await gatewayBefore(upstream.url, { metrics: '0/numbers' })
  })
  beforeEach(() => upstream.reset())
  afterAll(async () => {
    await before.close()
    await upstream.close()
  })

  const scrape = async () => (await fetch(before.metricsUrl ?? '')).text()
  const figureOf = async (line: string) => {
    const found = (await scrape()).split('\n').find((text) => text.startsWith(`${line} `))
    return found === undefined ? undefined : Number(found.slice(line.length))
  }
  const call = (method: string, authorization?: string) =>
    fetch(`${before.url}/api/${method}`, { method: 'POST', headers: authorization ? { authorization } : {} })

  it('count calls by application, method and outcome', async () => {
    const token = `Bearer ${await before.accessToken('maniphest.search')}`
    const rows = await before.gateway.database.selectFrom('applications').select('client_id').execute()
    const application = rows.at(-1)?.client_id
    await call('maniphest.search', token)
    await call('maniphest.search', token)
    await call('maniphest.edit', token)
    upstream.fault = (_request, response) =>
      ok(response, '{"result":null,"error_code":"ERR-CONDUIT-CORE","error_info":"no"}')
    await call('maniphest.search', token)
    await call('user.whoami')

    const calls = (who: string | undefined, method: string, outcome: string) =>
      figureOf(`gateway_calls_total{application="${who}",method="${method}",outcome="${outcome}"}`)
    expect(await calls(application, 'maniphest.search', 'ok')).toBe(2)
    expect(await calls(application, 'maniphest.search', 'refused')).toBe(1)
    expect(await calls(application, 'maniphest.edit', 'denied')).toBe(1)
    expect(await calls('none', 'user.whoami', 'denied')).toBe(1)
    expect(await figureOf('gateway_phorge_seconds_count{method="maniphest.search"}')).toBe(3)
    expect(await figureOf('gateway_added_seconds_count')).toBe(5)
  })

  it('count what passes through to Phorge behind one host name, and what Phorge did not answer of it', async () => {
    const options = { metrics: '0/numbers', phorgeMode: 'same-origin' } as const
    const behind = await gatewayBefore(upstream.url, options)
    const send = (token: string) =>
      fetch(`${behind.url}/api/user.whoami`, {
        method: 'POST',
        body: new URLSearchParams({ 'api.token': token }),
      })
    await (await send(`api-${'x'.repeat(28)}`)).text()
    upstream.fault = (_request, response) => response.destroy()
    await (await send(`api-${'x'.repeat(28)}`)).text()
    const text = await (await fetch(behind.metricsUrl ?? '')).text()
    await behind.close()
    const labels = 'gateway_calls_total{application="phorge",method="user.whoami",outcome='
    expect(text).toContain(`${labels}"passed"} 1`)
    expect(text).toContain(`${labels}"unavailable"} 1`)
    expect(text).toContain('gateway_phorge_seconds_count{method="user.whoami"} 1')
    expect(text).toContain('gateway_phorge_illnesses_total{illness="lost"} 1')
  })

  it('make no label of what a caller made up', async () => {
    for (let number = 0; number < 20; number++) await call(`made.up.${number}`)
    const text = await scrape()
    expect(text).not.toContain('made.up')
    expect(text).toContain('method="unknown",outcome="invalid"} 20')
  })

  it('name no more than two hundred applications', async () => {
    const metrics = new Metrics(before.gateway.backend)
    for (let number = 0; number < 300; number++) {
      await metrics.count({ application: `app-${number}`, method: 'user.whoami', outcome: 'ok', took: 1 })
    }
    const text = await metrics.text()
    expect(text.match(/application="app-\d+"/g)).toHaveLength(200)
    expect(text).toContain('application="other",method="user.whoami",outcome="ok"} 100')
  })

  it('tell that Phorge is ill, and that it is left alone', async () => {
    const token = `Bearer ${await before.accessToken('maniphest.edit')}`
    expect(await figureOf('gateway_phorge_breaker{state="closed"}')).toBe(1)
    upstream.fault = (_request, response) => void response.writeHead(500).end()
    for (let times = 0; times < 5; times++) await call('maniphest.edit', token)
    expect(await figureOf('gateway_phorge_illnesses_total{illness="failed"}')).toBe(5)
    expect(await figureOf('gateway_phorge_breaker{state="open"}')).toBe(1)
    expect(await figureOf('gateway_phorge_breaker{state="closed"}')).toBe(0)
  })

  it('are not to be had where everybody can ask', async () => {
    expect((await fetch(`${before.url}/numbers`)).status).toBe(404)
    expect((await fetch(`${before.url}/metrics`)).status).toBe(404)
  })

  it('are nowhere unless somebody wants them', async () => {
    const options = { port: 0, dataDirectory: ':memory:', logLevel: 'silent' }
    const running = await startGateway(readConfig({ options }))
    expect(running.metricsUrl).toBeUndefined()
    expect(running.gateway.metrics).toBeUndefined()
    await running.close()
  })

  it.each([
    ['9464', { host: '127.0.0.1', port: 9464, path: '/metrics' }],
    ['0.0.0.0:9464/m', { host: '0.0.0.0', port: 9464, path: '/m' }],
    ['[::1]:9464', { host: '::1', port: 9464, path: '/metrics' }],
  ])('have an address such as %s', (text, address) => {
    expect(parseMetricsAddress(text)).toEqual(address)
  })

  it.each(['', 'metrics', '/metrics', '70000', 'host:', 'http://host:1/'])(
    'refuse %j as an address',
    (text) => {
      expect(() => readConfig({ options: { metrics: text } })).toThrow(/metrics: .*\[host:\]port/)
    },
  )
})
