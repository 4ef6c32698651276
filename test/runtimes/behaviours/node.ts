import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryStore, OAuthClient } from 'phorge-conduit'
import { createSignIn } from 'phorge-conduit/server'
import { toNodeHandler } from 'phorge-conduit/server/node'
import { fileStore } from 'phorge-conduit/stores/file'
import { equal, isTrue } from '../check.ts'
import { type Behaviour, registerApplication } from '../world.ts'
import { keepsTokens } from './stores.ts'

/** What there is in Node.js alone: files, and servers. */
export const nodeAlone: readonly Behaviour[] = [
  {
    name: 'a file keeps a token, replaces it, and forgets it',
    async run() {
      const folder = await mkdtemp(join(tmpdir(), 'tokens-'))
      try {
        await keepsTokens(fileStore(join(folder, 'tokens.json')))
      } finally {
        await rm(folder, { recursive: true })
      }
    },
  },
  {
    name: 'a server of node:http sends people to the gateway, with a cookie that brings them back',
    async run(world) {
      const application = await registerApplication(world, ['maniphest.search'])
      const client = new OAuthClient({ server: world.gateway, ...application })
      const cookie = { secret: 'a secret of this suite, long enough' }
      const signIn = createSignIn({ client, store: memoryStore(), cookie })
      const server = createServer(toNodeHandler(signIn.start)).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      const answer = await fetch(`http://127.0.0.1:${port}/sign-in`, { redirect: 'manual' })
      server.close()
      equal(new URL(answer.headers.get('location') ?? '').origin, world.gateway)
      isTrue(
        answer.headers.getSetCookie().some((line) => /HttpOnly/i.test(line)),
        'it sets a cookie',
      )
    },
  },
]
