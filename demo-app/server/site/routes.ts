import { existsSync, readFileSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import type helmet from '@fastify/helmet'
import staticFiles from '@fastify/static'
import type { FastifyPluginAsync } from 'fastify'
import type { Viewer } from '../viewer.ts'

const built = join(import.meta.dirname, '../../dist')

/** The built page, which finds out from its own address which error to show. */
export function siteRoutes({ config }: Viewer): FastifyPluginAsync {
  const root = resolve(config.staticDirectory ?? built)
  return async (server) => {
    await server.register(staticFiles, {
      root,
      index: false,
      cacheControl: false,
      setHeaders: (reply, path) => void reply.header('cache-control', cacheControl(path)),
    })
    for (const path of ['/', '/errors/:id']) {
      server.get(path, async (_request, reply) => {
        if (existsSync(join(root, 'index.html'))) {
          return config.plain
            ? reply.type('text/html; charset=utf-8').send(plainPage(root))
            : reply.sendFile('index.html')
        }
        const text = 'The page is not built: run "npx vite build --config demo-app/vite.config.ts".\n'
        return reply.code(503).type('text/plain; charset=utf-8').send(text)
      })
    }
  }
}

/** The page finds the mark when it starts; its policy lets no script be written into it. */
function plainPage(root: string): string {
  return readFileSync(join(root, 'index.html'), 'utf8').replace('<html ', '<html data-plain ')
}

/** A file in `assets` has a hash of its contents in its name. */
function cacheControl(path: string): string {
  return path.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache'
}

/** For every answer. Nothing but what this server itself serves is loaded, run or framed. */
export const securityHeaders: Parameters<typeof helmet>[1] = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // Behind TLS, the web server in front says this for the whole host.
  strictTransportSecurity: false,
  // The server comes back from a sign-in to the page that asked for it.
  referrerPolicy: { policy: 'same-origin' },
  xFrameOptions: { action: 'deny' },
}
