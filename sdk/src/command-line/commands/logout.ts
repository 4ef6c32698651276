import { isConduitError } from '../../errors.ts'
import { oauthClient } from '../caller.ts'
import type { Command } from '../command.ts'
import { SignIns } from '../configuration/sign-ins.ts'
import { addressFrom } from '../connect.ts'
import { exitCodes } from '../exit-codes.ts'
import { Advised, UsageError } from '../failure.ts'

export const logout: Command = {
  name: 'logout',
  summary: 'Ends the login to a server.',
  usage: '[options]',
  notes: ['An API token is forgotten here and stays valid: it is ended on the server, in the settings.'],
  options: {},
  example: 'phorge-conduit logout --url https://phorge.example.com',
  async run({ output, values, words, world }) {
    if (words.length > 0) throw new UsageError('logout takes options only.', 'Name the server with --url.')
    const signIns = new SignIns(world.env)
    const address = await addressFrom(world, values, signIns)
    const { url } = address
    const [signIn, token] = [await signIns.get(url), await signIns.store.get(url)]
    // First here: whoever logs out wants to be rid of it, also where the server is not reached.
    if (signIn) await signIns.delete(url)
    const ended =
      signIn?.kind === 'oauth' && token
        ? await oauthClient(address, signIn.clientId, world).revoke(token).catch(explain)
        : false
    if (output.json) await output.data({ url, signedOut: signIn !== undefined, endedAtServer: ended })
    else await output.line(signIn ? `Signed out of ${url}.` : `Nobody was signed in to ${url}.`)
    if (signIn?.kind === 'api-token')
      output.note('The API token is forgotten here; end it in the settings there.')
    return exitCodes.ok
  },
}

function explain(error: unknown): never {
  if (!isConduitError(error)) throw error
  throw new Advised(
    error,
    'The login is forgotten here, and could not be ended on the server: end it there, among your applications.',
  )
}
