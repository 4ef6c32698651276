import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { digest } from '../secrets.ts'
import { PAGES } from './paths.ts'

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="#2456c7" stroke-width="2"><path d="M2.5 14v-6.5a5.5 5.5 0 0 1 11 0V14M6 14V7.5a2 2 0 0 1 4 0V14"/></svg>'

/** In this order, from what all pages share to what one family of pages has: of equal rules the later one holds. */
const styles = [
  'base',
  'frame',
  'blocks',
  'forms',
  'tables',
  'tasks',
  'tokens',
  'proposals',
  'rules',
  'calls',
  'second-factor',
]

const stylesheet = styles
  .map((name) => readFileSync(new URL(`./styles/${name}.css`, import.meta.url), 'utf8'))
  .join('\n')

const passkeyScript = readFileSync(new URL('../second-factor/pages/passkey.js', import.meta.url), 'utf8')

/** The name changes with the content, so browsers may keep it for ever. */
export const stylesheetPath = `${PAGES}/style-${digest(stylesheet).slice(0, 12)}.css`

export const iconPath = `${PAGES}/icon-${digest(icon).slice(0, 12)}.svg`

export const passkeyScriptPath = `${PAGES}/passkey-${digest(passkeyScript).slice(0, 12)}.js`

export function assetRoutes(server: FastifyInstance): void {
  const assets = [
    { path: stylesheetPath, type: 'text/css; charset=utf-8', content: stylesheet },
    { path: iconPath, type: 'image/svg+xml', content: icon },
    { path: passkeyScriptPath, type: 'text/javascript; charset=utf-8', content: passkeyScript },
  ]
  for (const { path, type, content } of assets) {
    server.get(path, async (_request, reply) =>
      reply.header('cache-control', 'public, max-age=31536000, immutable').type(type).send(content),
    )
  }
}
