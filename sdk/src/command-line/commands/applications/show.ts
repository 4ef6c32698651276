import type { OAuthApplication } from '../../../methods/application.ts'
import type { Command } from '../../command.ts'
import { exitCodes } from '../../exit-codes.ts'
import { printHistory } from '../../history.ts'
import { namesOf } from '../../names.ts'
import { clean, cleanText, type Output } from '../../output.ts'
import { applicationIn, findApplication, shownApplication, titleOf } from './words.ts'

export const showApplication: Command = {
  name: 'applications show',
  summary: 'Shows an OAuth application: what it asks for, what it may do, and what was done to it.',
  usage: 'APPLICATION [options]',
  notes: ['APPLICATION is its number, its client identifier or its PHID.'],
  options: {},
  example: 'phorge-conduit applications show 3',
  async run({ connect, output, words }) {
    const word = applicationIn(words)
    const { conduit } = await connect()
    const application = await findApplication(conduit, word)
    const { rules, history } = application.attachments
    if (output.json) {
      const shown = { ...shownApplication(application), rules: rules.methods, history: history.transactions }
      await output.data(shown)
      return exitCodes.ok
    }
    const { ownerPHID } = application.fields
    const names = await namesOf(conduit, ownerPHID === null ? [] : [ownerPHID])
    const owner = ownerPHID === null ? 'nobody who signed in' : (names.get(ownerPHID) ?? ownerPHID)
    await print(output, application, { owner, rules: rules.methods })
    await printHistory(output, conduit, history.transactions)
    return exitCodes.ok
  },
}

async function print(
  output: Output,
  application: OAuthApplication,
  { owner, rules }: { readonly owner: string; readonly rules: readonly string[] },
): Promise<void> {
  const { fields, id } = application
  const rows = [
    ['stage', fields.stage],
    ['client', fields.clientID],
    ['kind', `${fields.kind}${fields.ownerOnly ? ', for its owner alone' : ''}`],
    ['owner', clean(owner)],
    ['addresses', clean(fields.redirectUris.join(' ')) || 'none'],
    ['asks for', fields.methods.join(' ') || 'nothing'],
    ['may', rules.join(' ') || 'nothing'],
    ['state', fields.changeToken],
  ] as const
  await output.line(output.style('bold', `${id} ${titleOf(application)}`))
  for (const [label, text] of rows) await output.line(`  ${output.style('dim', label.padEnd(12))} ${text}`)
  if (fields.description) await output.line(`\n${cleanText(fields.description)}\n`)
}
