import type { Caller } from '../caller.ts'
import type { Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { UsageError } from '../failure.ts'
import { clean } from '../output.ts'

export const whoami: Command = {
  name: 'whoami',
  summary: 'Tells who is signed in, where, and how.',
  usage: '[options]',
  options: {},
  example: 'phorge-conduit whoami',
  async run({ connect, output, words }) {
    if (words.length > 0) throw new UsageError('whoami takes options only.', 'Leave the words out.')
    const { conduit, caller, address, signIns } = await connect()
    const { userName, realName, phid } = await conduit.user.whoami()
    const stored = caller.kind === 'oauth' ? await signIns.store.get(address.url) : undefined
    if (output.json) {
      await output.data({
        userName,
        realName,
        phid,
        url: address.url,
        urlFrom: address.from,
        credential: caller.kind,
        credentialFrom: caller.from,
        scopes: stored?.scopes,
        expiresAt: stored?.expiresAt,
      })
      return exitCodes.ok
    }
    await output.line(`${output.style('bold', clean(userName))} (${clean(realName)})`)
    await output.line(`at ${address.url} (from ${address.from})`)
    await output.line(`by ${byWhat(caller)}`)
    if (stored?.scopes) await output.line(`may use ${stored.scopes.join(' ') || 'no scope'}`)
    return exitCodes.ok
  },
}

export function byWhat({ kind, from }: Caller): string {
  const names = {
    nobody: 'nothing',
    'api-token': 'an API token',
    'access-token': 'an access token',
    oauth: 'OAuth',
  }
  return from === undefined ? names[kind] : `${names[kind]} from ${from}`
}
