import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { type EmbeddedBackend, openEmbeddedBackend } from '../backends/embedded/embedded.ts'
import { type Config, ConfigError } from '../config.ts'
import { openDatabase } from '../database/open.ts'
import { endSessionsOf } from '../sessions/sessions.ts'

const ACTIONS = ['create', 'password', 'disable', 'enable'] as const
type Action = (typeof ACTIONS)[number]

export interface AccountOptions {
  readonly realName?: string | undefined
  readonly administrator?: boolean | undefined
}

/**
 * `account create|password|disable|enable NAME`: the accounts of the embedded Maniphest, also while it is running. A
 * password is read from standard input, never from the command line, where other users of the machine could see it.
 */
export async function accountCommand(
  config: Config,
  [action, userName]: readonly string[],
  options: AccountOptions,
): Promise<string> {
  if (!isAction(action) || !userName) {
    throw new ConfigError(`Usage: npm run gateway -- account ${ACTIONS.join('|')} NAME [--administrator]`)
  }
  const backend = await openEmbeddedBackend({ ...config, now: () => Math.floor(Date.now() / 1000) })
  try {
    return await actions[action]({ config, backend, userName, options })
  } finally {
    await backend.close()
  }
}

interface Order {
  readonly config: Config
  readonly backend: EmbeddedBackend
  readonly userName: string
  readonly options: AccountOptions
}

const actions: Record<Action, (order: Order) => Promise<string>> = {
  async create({ backend, userName, options: { realName = userName, administrator = false } }) {
    const password = await readPassword()
    await backend.createAccount({ userName, realName, password, isAdministrator: administrator })
    return `Created ${administrator ? 'the administrator' : 'the account'} ${userName}.`
  },
  async password({ config, backend, userName }) {
    const phid = await phidOf(backend, userName)
    await backend.setPassword(phid, await readPassword())
    await signOutEverywhere(config, phid)
    return `Changed the password of ${userName} and ended every browser session. Applications and API tokens go on.`
  },
  async disable({ backend, userName }) {
    await backend.disableAccount(await phidOf(backend, userName))
    return `Disabled ${userName}: every session and token of this account is refused from now on.`
  },
  async enable({ backend, userName }) {
    await backend.enableAccount(await phidOf(backend, userName))
    return `Enabled ${userName}.`
  },
}

function isAction(word: string | undefined): word is Action {
  return (ACTIONS as readonly (string | undefined)[]).includes(word)
}

/** Who knew the old password may be signed in with it. */
async function signOutEverywhere({ dataDirectory }: Config, phid: string): Promise<void> {
  const database = await openDatabase(dataDirectory)
  try {
    await endSessionsOf({ database }, phid)
  } finally {
    await database.destroy()
  }
}

async function phidOf(backend: EmbeddedBackend, userName: string): Promise<string> {
  const account = await backend.accountByName(userName)
  if (!account) throw new ConfigError(`There is no account "${userName}".`)
  return account.phid
}

/** The first line of standard input; on a terminal it is asked for, and not shown. */
async function readPassword(): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = process.stdin.isTTY
  if (terminal) process.stderr.write('Password (at least 8 characters, not shown): ')
  const lines = createInterface({ input: process.stdin, output: silent, terminal })
  for await (const line of lines) {
    lines.close()
    if (terminal) process.stderr.write('\n')
    return line
  }
  throw new ConfigError('Give the password on standard input.')
}
