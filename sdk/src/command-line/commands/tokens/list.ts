import { personPhids } from '../../../tasks/references.ts'
import { inColumns } from '../../columns.ts'
import type { Command } from '../../command.ts'
import { exitCodes } from '../../exit-codes.ts'
import { UsageError } from '../../failure.ts'
import { clean } from '../../output.ts'
import { inWords, shownToken } from './words.ts'

export const listTokens: Command = {
  name: 'tokens list',
  summary: 'Lists your API tokens at a gateway, without what they are made of.',
  usage: '[options]',
  options: {
    all: { text: 'those that have ended, too' },
    owner: { value: 'NAME', text: 'somebody else’s; for administrators' },
  },
  example: 'phorge-conduit tokens list',
  async run({ connect, output, values, words }) {
    if (words.length > 0) throw new UsageError('tokens list takes options only.', 'Leave the words out.')
    const { conduit } = await connect()
    const owner = values.text('owner')
    const constraints = {
      ...(!values.has('all') && { statuses: ['active'] as const }),
      ...(owner !== undefined && { ownerPHIDs: await personPhids(conduit, [owner]) }),
    }
    const tokens = await conduit.token.search({ constraints }).all()
    if (output.json) for (const token of tokens) await output.data(shownToken(token))
    else {
      const rows = tokens.map((token) => [String(token.id), clean(token.fields.name), inWords(token)])
      for (const line of inColumns(rows)) await output.line(line)
    }
    if (tokens.length === 0) output.note('No such token.')
    return exitCodes.ok
  },
}
