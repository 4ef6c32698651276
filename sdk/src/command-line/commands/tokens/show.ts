import type { ApiToken } from '../../../methods/token.ts'
import type { Command } from '../../command.ts'
import { exitCodes } from '../../exit-codes.ts'
import { printHistory } from '../../history.ts'
import { clean, type Output } from '../../output.ts'
import { time } from '../../time.ts'
import { findToken, inWords, shownToken, tokensIn } from './words.ts'

export const showToken: Command = {
  name: 'tokens show',
  summary: 'Shows API tokens: rights, last use, and what was done to them.',
  usage: 'TOKEN… [options]',
  options: {},
  example: 'phorge-conduit tokens show 7',
  async run({ connect, output, words }) {
    const references = tokensIn(words)
    const { conduit } = await connect()
    for (const reference of references) {
      const token = await findToken(conduit, reference)
      const { transactions } = token.attachments.history
      if (output.json) {
        await output.data({ ...shownToken(token), history: transactions })
        continue
      }
      await print(output, token)
      await printHistory(output, conduit, transactions)
    }
    return exitCodes.ok
  },
}

async function print(output: Output, token: ApiToken): Promise<void> {
  const { name, kind, dateCreated, lastUsed } = token.fields
  const by = lastUsed && [lastUsed.client, lastUsed.method, lastUsed.address].filter((part) => part !== null)
  const rows = [
    ['kind', kind === 'cli' ? 'command line (cli-…)' : 'standard (api-…)'],
    ['state', inWords(token)],
    ['created', time(dateCreated)],
    [
      'last used',
      lastUsed ? `${time(lastUsed.date)} (${clean(by?.join(', ') ?? '')})` : 'not that it is known',
    ],
    ['PHID', token.phid],
  ] as const
  await output.line(output.style('bold', `${token.id} ${clean(name)}`))
  for (const [label, text] of rows) await output.line(`  ${output.style('dim', label.padEnd(12))} ${text}`)
}
