import type { ProposedApplication } from '../../../methods/application.ts'
import type { Command } from '../../command.ts'
import { exitCodes } from '../../exit-codes.ts'
import { UsageError } from '../../failure.ts'
import { clean, type Output } from '../../output.ts'

export const proposeApplication: Command = {
  name: 'applications propose',
  summary: 'Proposes an OAuth application to a gateway, for an administrator to approve.',
  usage: 'NAME [options]',
  notes: ['The client secret is printed this once.'],
  options: {
    'redirect-uri': { value: 'URI', many: true, text: 'where people are sent back to' },
    method: { value: 'SCOPE', many: true, text: 'what it asks for, such as maniphest.search' },
    description: { value: 'TEXT', text: 'what it is for' },
    release: { value: 'VERSION', text: 'its version (default: the one after the latest)' },
    public: { text: 'it runs on people’s devices, and has no secret' },
    'owner-only': { text: 'for yourself alone: approved at once' },
    origin: { value: 'ORIGIN', many: true, text: 'whose pages may call with its tokens (CORS)' },
    address: { value: 'RANGE', many: true, text: 'from where it may come, such as 192.0.2.0/24' },
    contact: { value: 'EMAIL', text: 'who is told about it' },
    terms: { value: 'VERSION', text: 'the terms that you accept, where there are any' },
  },
  example:
    "phorge-conduit applications propose 'Error viewer' --redirect-uri https://errors.example.com/callback --method maniphest.search",
  async run({ connect, output, values, words }) {
    const [name, ...more] = words
    if (!name?.trim() || more.length > 0) {
      throw new UsageError('An application needs one name.', 'Put it in quotes: "Error viewer".')
    }
    const { conduit } = await connect()
    const proposed = await conduit.application.propose({
      name,
      ...filled({
        redirectUris: values.list('redirect-uri'),
        methods: values.list('method'),
        origins: values.list('origin'),
        addressRanges: values.list('address'),
      }),
      description: values.text('description'),
      version: values.text('release'),
      kind: values.has('public') ? 'public' : 'confidential',
      ownerOnly: values.has('owner-only'),
      contact: values.text('contact'),
      terms: values.text('terms'),
    })
    await print(output, name, proposed)
    return exitCodes.ok
  },
}

/** Lists of which something was given. */
function filled<Lists extends Readonly<Record<string, readonly string[]>>>(lists: Lists): Partial<Lists> {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Partial<Lists>
}

async function print(output: Output, name: string, proposed: ProposedApplication): Promise<void> {
  const { id, stage, clientID, clientSecret, warnings } = proposed
  if (output.json) return output.data(proposed)
  await output.line(`Proposed ${output.style('bold', clean(name))}: number ${id}, ${stage}`)
  await output.line(`  client identifier  ${clientID}`)
  if (clientSecret !== null) await output.line(`  client secret      ${clientSecret}`)
  for (const warning of warnings)
    output.warn(warning, 'Think about it, and propose it anew if it can be otherwise.')
}
