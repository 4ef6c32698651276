import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build, type Rolldown } from 'vite'

/** A shop on an origin of its own, whose page reports to `dsn` with the real @sentry/browser. */
export async function openShop(dsn: string): Promise<{ url: string; close(): void }> {
  const script = await bundle(dsn)
  const server = createServer((request, response) => {
    const isScript = request.url === '/shop.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : '<!doctype html><button>Buy</button><script src="/shop.js"></script>')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => server.close(),
  }
}

/** Not minified, so that the stack names the functions. */
async function bundle(dsn: string): Promise<string> {
  const entry = join(import.meta.dirname, 'shop-page.ts')
  const [output] = (await build({
    configFile: false,
    logLevel: 'silent',
    define: { DSN: JSON.stringify(dsn) },
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'shop', fileName: 'shop' } },
  })) as Rolldown.RolldownOutput[]
  return output?.output[0].code ?? ''
}
