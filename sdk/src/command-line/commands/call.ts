import { accessOf } from '../../methods/rules.ts'
import type { Command, Invocation } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { UsageError } from '../failure.ts'
import type { Output } from '../output.ts'
import { allPages } from '../pages.ts'
import { jsonObject, parametersFrom } from '../parameters.ts'
import { readStandardInput } from '../standard-input.ts'

export const call: Command = {
  name: 'call',
  summary: 'Calls one method and prints its result as JSON.',
  usage: 'METHOD [JSON | key=value… | -] [options]',
  notes: [
    '',
    'key=value is text, key:=value is JSON, and a key can have brackets: constraints[statuses][]=open. With - the',
    'parameters are a JSON object on standard input. At a terminal the result is laid out; else it is one line.',
  ],
  options: {
    all: { text: 'every page of a search, one item on each line' },
  },
  example: [
    'phorge-conduit call user.whoami',
    "phorge-conduit call maniphest.search 'constraints[statuses][]=open' --all",
    "phorge-conduit call maniphest.edit objectIdentifier=T12 'transactions[0][type]=comment' 'transactions[0][value]=Hello'",
  ].join('\n'),
  async run(invocation) {
    const { connect, output, values, words } = invocation
    const [method, ...rest] = words
    if (method === undefined) {
      throw new UsageError(
        'call needs the name of a method.',
        'Write it as in: phorge-conduit call user.whoami',
      )
    }
    const params = await paramsFrom(rest, invocation)
    if (values.has('all')) assertPaged(method)
    const { conduit } = await connect()
    if (!values.has('all')) {
      await print(output, await conduit.call<string>(method, params))
      return exitCodes.ok
    }
    let count = 0
    for await (const items of allPages(conduit, method, params)) {
      for (const item of items) await output.data(item)
      count += items.length
      output.progress(`${count} read…`)
    }
    return exitCodes.ok
  },
}

async function paramsFrom(words: readonly string[], { world }: Invocation): Promise<Record<string, unknown>> {
  if (words[0] !== '-') return parametersFrom(words)
  if (words.length > 1)
    throw new UsageError('Nothing can follow the -.', 'Give all parameters on standard input.')
  const text = await readStandardInput(world, 'the parameters as a JSON object')
  return text.trim() === '' ? {} : jsonObject(text, 'The parameters on standard input')
}

function print(output: Output, result: unknown): Promise<void> {
  return output.isTerminal && !output.json ? output.dataForReading(result) : output.data(result)
}

/** Known before anything is sent: a write must not be sent to find out. */
function assertPaged(method: string): void {
  if (accessOf(method) === 'read' && method.endsWith('.search')) return
  throw new UsageError(
    'Only methods whose name ends in .search have pages.',
    'Leave --all out; older methods take limit and offset as parameters.',
  )
}
