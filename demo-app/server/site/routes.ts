import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type helmet from '@fastify/helmet'
import staticFiles from '@fastify/static'
import type { FastifyPluginAsync } from 'fastify'
import type { Viewer } from '../viewer.ts'

/** The built page, which finds out from its own address which error to show. */
export function siteRoutes({ config }: Viewer): FastifyPluginAsync {
  const root = resolve(config.staticDirectory)
  return async (server) => {
    await server.register(staticFiles, { root, index: false, wildcard: true, maxAge: 0 })
    for (const path of ['/', '/errors/:id']) {
      server.get(path, async (_request, reply) => {
        if (existsSync(join(root, 'index.html'))) return reply.sendFile('index.html')
        const text = 'The page is not built: run "npx vite build demo-app/client" and load this again.\n'
        return reply.code(503).type('text/plain; charset=utf-8').send(text)
      })
    }
  }
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
  referrerPolicy: { policy: 'same-origin' },
  xFrameOptions: { action: 'deny' },
}
