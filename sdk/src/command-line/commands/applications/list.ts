import type { ApplicationStage } from '../../../methods/application.ts'
import { personPhids } from '../../../tasks/references.ts'
import { inColumns } from '../../columns.ts'
import type { Command } from '../../command.ts'
import { exitCodes } from '../../exit-codes.ts'
import { UsageError } from '../../failure.ts'
import { clean } from '../../output.ts'
import { shownApplication, titleOf } from './words.ts'

const stages = ['proposed', 'approved', 'rejected', 'disabled', 'expired'] as const

export const listApplications: Command = {
  name: 'applications list',
  summary: 'Lists OAuth applications of a gateway: yours and, for an administrator, all.',
  usage: '[WORDS…] [options]',
  notes: ['With WORDS those whose name contains them.'],
  options: {
    stage: { value: 'STAGE', many: true, text: stages.join(', ') },
    owner: { value: 'NAME', text: 'proposed by this person' },
  },
  example: 'phorge-conduit applications list --stage proposed',
  async run({ connect, output, values, words }) {
    const wanted = values.list('stage').map(stageFrom)
    const { conduit } = await connect()
    const owner = values.text('owner')
    const constraints = {
      ...(wanted.length > 0 && { stages: wanted }),
      ...(owner !== undefined && { ownerPHIDs: await personPhids(conduit, [owner]) }),
      ...(words.length > 0 && { query: words.join(' ') }),
    }
    const applications = await conduit.application.search({ constraints }).all()
    if (output.json) {
      for (const application of applications) await output.data(shownApplication(application))
    } else {
      const rows = applications.map((one) => [
        String(one.id),
        one.fields.stage,
        titleOf(one),
        clean(one.fields.redirectUris.join(' ')),
      ])
      for (const line of inColumns(rows)) await output.line(line.trimEnd())
    }
    if (applications.length === 0) output.note('No such application.')
    return exitCodes.ok
  },
}

function stageFrom(text: string): ApplicationStage {
  const stage = stages.find((stage) => stage === text)
  if (stage) return stage
  throw new UsageError('There is no such stage.', `Give one of: ${stages.join(', ')}.`)
}
