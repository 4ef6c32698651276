import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Difference, drift } from '../../server-types/drift.ts'
import { describeServer } from '../../server-types/server-description.ts'
import { typesFile } from '../../server-types/types-file.ts'
import type { Command, Invocation } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { UsageError } from '../failure.ts'
import { clean, type Output } from '../output.ts'
import type { Values } from '../values.ts'

const SAMPLE = 100

export const types: Command = {
  name: 'types',
  summary: 'Writes the types of a server: its own methods, statuses, priorities, custom fields.',
  usage: '[options]',
  notes: [
    '',
    'The file is for a program that uses this package: what it says of the server, the compiler then knows. With --check',
    'nothing is written, and the exit code is 8 when the server does not have what the file says, or has more.',
  ],
  options: {
    out: { value: 'FILE', text: 'the file to write, such as conduit.d.ts (default: standard output)' },
    check: { text: 'compare the server with the file' },
    sample: {
      value: 'COUNT',
      text: `newest tasks to look at for subtypes and custom fields (default: ${SAMPLE})`,
    },
    subtype: {
      value: 'NAME',
      many: true,
      text: 'a subtype that there is, though no such task was looked at',
    },
  },
  example: [
    'phorge-conduit types --url https://phorge.example.com --out conduit.d.ts',
    'phorge-conduit types --out conduit.d.ts --check',
  ].join('\n'),
  async run(invocation) {
    const { connect, output, values, words, world } = invocation
    if (words.length > 0) throw new UsageError('types takes options only.', 'Name the file with --out.')
    const out = values.text('out')
    const file = out === undefined ? undefined : resolve(world.cwd, out)
    const [sample, subtypes] = [sampleFrom(values), values.list('subtype')]
    const before = file === undefined ? undefined : await textOf(file)
    assertOurs(before, out)
    if (values.has('check')) assertThere(before, out)
    const { conduit } = await connect()
    const server = await describeServer(conduit, { sample, subtypes })
    const text = typesFile(server, commandFor(server.url, values))
    if (values.has('check')) return report(invocation, drift(before ?? '', text), out)
    if (file === undefined) await output.line(text.trimEnd())
    else {
      if (text !== before) await writeFile(file, text)
      await printWritten(output, { file: out ?? file, changed: text !== before })
    }
    return exitCodes.ok
  },
}

function sampleFrom(values: Values): number {
  return values.text('sample') === '0' ? 0 : Math.ceil(values.positiveNumber('sample') ?? SAMPLE)
}

/** What writes the file anew, as the file says it. */
function commandFor(url: string, values: Values): string {
  const sample = values.text('sample')
  const options = [
    `--url ${url}`,
    ...(sample === undefined ? [] : [`--sample ${sampleFrom(values)}`]),
    ...values.list('subtype').map((name) => `--subtype ${JSON.stringify(name)}`),
  ]
  return ['phorge-conduit types', ...options].join(' ')
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** A slip of the pen must not cost anybody a file of their own. */
function assertOurs(before: string | undefined, out = ''): void {
  if (before === undefined || /declare module ['"]phorge-conduit['"]/.test(before)) return
  throw new UsageError(
    `${clean(out)} is there already, and is no file of this command.`,
    'Name another file, or delete that one first.',
  )
}

function assertThere(before: string | undefined, out: string | undefined): void {
  if (before !== undefined) return
  const message =
    out === undefined
      ? '--check needs the file to compare with.'
      : `There is no ${clean(out)} to compare with.`
  throw new UsageError(message, 'Write it first, with phorge-conduit types --out FILE.')
}

async function printWritten(output: Output, written: { file: string; changed: boolean }): Promise<void> {
  if (output.json) return output.data(written)
  await output.line(
    written.changed ? `Wrote ${clean(written.file)}.` : `${clean(written.file)} is up to date.`,
  )
}

async function report(
  { output }: Invocation,
  differences: readonly Difference[],
  out = '',
): Promise<(typeof exitCodes)['ok' | 'drift']> {
  for (const difference of differences) await print(output, difference)
  if (differences.length === 0) {
    if (!output.json) await output.line(`${clean(out)} says what the server has.`)
    return exitCodes.ok
  }
  output.note(
    `The server is not as ${clean(out)} says. Write it anew without --check, and see what then does not compile.`,
  )
  return exitCodes.drift
}

const styles = { added: 'green', removed: 'red', changed: 'yellow' } as const

async function print(output: Output, difference: Difference): Promise<void> {
  if (output.json) return output.data(difference)
  const { change, what, name, from, to } = difference
  await output.line(`${output.style(styles[change], change.padEnd(8))} ${what.padEnd(14)} ${clean(name)}`)
  if (from !== undefined && to !== undefined) {
    await output.line(`${' '.repeat(9)}from ${clean(from)}\n${' '.repeat(9)}to   ${clean(to)}`)
  }
}
