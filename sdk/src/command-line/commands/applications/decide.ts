import type { ApplicationStage } from '../../../methods/application.ts'
import type { Command, Option } from '../../command.ts'
import { exitCodes } from '../../exit-codes.ts'
import { applicationIn, findApplication, shownApplication, titleOf } from './words.ts'

const options = {
  reason: { value: 'TEXT', text: 'why: its owner is told' },
  state: {
    value: 'STATE',
    text: 'what you looked at, as applications show prints it (default: as it is now)',
  },
} as const satisfies Record<string, Option>

const fewer = {
  method: { value: 'SCOPE', many: true, text: 'what it may do, where that is less than it asks for' },
} as const

/** Takes an application to another stage. Nothing is done to one that has changed since it was looked at. */
function decide(stage: ApplicationStage, done: string): Command['run'] {
  return async ({ connect, output, values, words }) => {
    const word = applicationIn(words)
    const { conduit } = await connect()
    const { id, fields } = await findApplication(conduit, word)
    const methods = values.list('method')
    await conduit.application.edit({
      objectIdentifier: id,
      changeToken: values.text('state') ?? fields.changeToken,
      reason: values.text('reason'),
      transactions: [
        { type: 'stage', value: stage },
        ...(methods.length > 0 ? [{ type: 'methods', value: methods } as const] : []),
      ],
    })
    const after = await findApplication(conduit, word)
    if (output.json) await output.data(shownApplication(after))
    else await output.line(`${done} ${output.style('bold', titleOf(after))} (${after.fields.stage})`)
    return exitCodes.ok
  }
}

const usage = 'APPLICATION [options]'

export const approveApplication: Command = {
  name: 'applications approve',
  summary: 'Approves an OAuth application, or enables it again.',
  usage,
  options: { ...options, ...fewer },
  example: "phorge-conduit applications approve 3 --method maniphest.search --reason 'Reading is enough'",
  run: decide('approved', 'Approved'),
}

export const rejectApplication: Command = {
  name: 'applications reject',
  summary: 'Rejects the proposal of an OAuth application.',
  usage,
  options,
  example: "phorge-conduit applications reject 3 --reason 'There is one already'",
  run: decide('rejected', 'Rejected'),
}

export const disableApplication: Command = {
  name: 'applications disable',
  summary: 'Disables an OAuth application: all its tokens are refused.',
  usage,
  options,
  example: "phorge-conduit applications disable 3 --reason 'It was broken into'",
  run: decide('disabled', 'Disabled'),
}

export const withdrawApplication: Command = {
  name: 'applications withdraw',
  summary: 'Takes back your proposal of an OAuth application.',
  usage,
  options,
  example: 'phorge-conduit applications withdraw 3',
  run: decide('expired', 'Withdrew'),
}
