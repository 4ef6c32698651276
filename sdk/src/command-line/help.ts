import type { Command, Option } from './command.ts'
import { everywhere } from './values.ts'

const WIDTH = 24

export function overview(commands: readonly Command[]): string {
  return [
    'Usage: phorge-conduit COMMAND [options]',
    '',
    'Talks to Phorge, Phabricator or a phorge-conduit-gateway over Conduit, as the person who is signed in.',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(WIDTH)} ${summary}`),
    '',
    'phorge-conduit COMMAND --help tells what a command takes. Every command takes:',
    '',
    ...rows(everywhere),
    '',
    'The server is named by --url, CONDUIT_URL, the .arcconfig of the working copy, the last login, or ~/.arcrc. Who calls',
    'is told by CONDUIT_TOKEN, the login to that server, or ~/.arcrc.',
    '',
    'Exit codes: 0 done, 1 refused, 2 wrong usage or configuration, 3 not signed in, 4 scope missing, 5 server not reached,',
    '6 a write without an answer, 7 server busy or failing, 8 other types than in the file, 70 a mistake here, 74 output not written,',
    '130 interrupted.',
  ].join('\n')
}

export function helpFor({ name, usage, summary, notes = [], options, example }: Command): string {
  return [
    `Usage: phorge-conduit ${name} ${usage}`.trimEnd(),
    '',
    summary,
    ...notes,
    '',
    ...rows({ ...options, ...everywhere }),
    '',
    'Example:',
    ...example.split('\n').map((line) => `  ${line}`),
  ].join('\n')
}

function rows(options: Readonly<Record<string, Option>>): string[] {
  return Object.entries(options).map(
    ([name, { value, text }]) => `  ${`--${name}${value ? ` ${value}` : ''}`.padEnd(WIDTH)} ${text}`,
  )
}
