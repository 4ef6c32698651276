import type { ApiTokenTransaction } from '../../../methods/token.ts'
import type { Command, Invocation } from '../../command.ts'
import { type ExitCode, exitCodes } from '../../exit-codes.ts'
import { UsageError } from '../../failure.ts'
import { readTime } from '../../time.ts'
import type { Values } from '../../values.ts'
import { findToken, printToken, referenceFrom, type TokenReference, tokensIn } from './words.ts'

export const renameToken: Command = {
  name: 'tokens rename',
  summary: 'Gives an API token another name.',
  usage: 'TOKEN NAME [options]',
  options: {},
  example: "phorge-conduit tokens rename 7 'nightly build'",
  async run(invocation) {
    const [word, name, ...more] = invocation.words
    const token = referenceFrom(word)
    if (!name?.trim() || more.length > 0) {
      throw new UsageError('A token needs one name.', 'Put it in quotes: tokens rename 7 "nightly build".')
    }
    return edit(invocation, 'Renamed', [token], [{ type: 'name', value: name }])
  },
}

export const narrowToken: Command = {
  name: 'tokens narrow',
  summary: 'Takes rights, addresses or time away from an API token. They cannot be given back.',
  usage: 'TOKEN [options]',
  options: {
    'read-only': { text: 'it only reads from now on' },
    method: {
      value: 'SCOPE',
      many: true,
      text: 'it may make these calls alone, such as maniphest.edit:status',
    },
    address: { value: 'RANGE', many: true, text: 'it can be used from here alone, such as 192.0.2.0/24' },
    expires: { value: 'DAY', text: 'it ends then, such as 2027-01-31' },
  },
  example: 'phorge-conduit tokens narrow 7 --method maniphest.search --address 192.0.2.0/24',
  async run(invocation) {
    const { values, words } = invocation
    const [word, ...more] = words
    const token = referenceFrom(word)
    if (more.length > 0) throw new UsageError('Tokens are narrowed one by one.', 'Name one token.')
    return edit(invocation, 'Narrowed', [token], changesFrom(values))
  },
}

export const revokeToken: Command = {
  name: 'tokens revoke',
  summary: 'Ends API tokens: the next call with one fails.',
  usage: 'TOKEN… [options]',
  options: { reason: { value: 'TEXT', text: 'why, for the history of the token' } },
  example: "phorge-conduit tokens revoke 7 --reason 'It was in a log'",
  async run(invocation) {
    const value = invocation.values.text('reason') ?? ''
    return edit(invocation, 'Revoked', tokensIn(invocation.words), [{ type: 'revoke', value }])
  },
}

/** One after the other; the first that fails ends the work, and those before it are done and printed. */
async function edit(
  { connect, output }: Invocation,
  done: string,
  tokens: readonly TokenReference[],
  transactions: readonly ApiTokenTransaction[],
): Promise<ExitCode> {
  const { conduit } = await connect()
  for (const objectIdentifier of tokens) {
    const { object } = await conduit.token.edit({ objectIdentifier, transactions })
    await printToken(output, done, await findToken(conduit, object.phid))
  }
  return exitCodes.ok
}

function changesFrom(values: Values): readonly ApiTokenTransaction[] {
  const [methods, addresses, expires] = [
    values.list('method'),
    values.list('address'),
    values.text('expires'),
  ]
  if (values.has('read-only') && methods.length > 0) {
    throw new UsageError('--read-only and --method contradict each other.', 'Give one of them.')
  }
  const changes: ApiTokenTransaction[] = [
    ...(values.has('read-only') ? [{ type: 'methods', value: 'read-only' } as const] : []),
    ...(methods.length > 0 ? [{ type: 'methods', value: methods } as const] : []),
    ...(addresses.length > 0 ? [{ type: 'addresses', value: addresses } as const] : []),
    ...(expires === undefined ? [] : [{ type: 'expires', value: readTime('expires', expires) } as const]),
  ]
  if (changes.length > 0) return changes
  throw new UsageError(
    'It is not said what to take away.',
    'Give --read-only, --method, --address or --expires.',
  )
}
