import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { Kysely } from 'kysely'
import type { SecurityEventKind } from '../audit/kinds.ts'
import { recordSecurityEvent } from '../audit/security-log.ts'
import { type EmbeddedBackend, openEmbeddedBackend } from '../backends/embedded/embedded.ts'
import { type Config, ConfigError } from '../config.ts'
import { openDatabase } from '../database/open.ts'
import type { Database } from '../database/schema.ts'
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
  const now = () => Math.floor(Date.now() / 1000)
  const backend = await openEmbeddedBackend({ ...config, now })
  try {
    const database = await openDatabase(config.dataDirectory)
    try {
      return await actions[action]({ backend, database, now: now(), userName, options })
    } finally {
      await database.destroy()
    }
  } finally {
    await backend.close()
  }
}

interface Order {
  readonly backend: EmbeddedBackend
  readonly database: Kysely<Database>
  readonly now: number
  readonly userName: string
  readonly options: AccountOptions
}

/** Accounts and security log are in two databases: what was done is written down directly after it. */
const actions: Record<Action, (order: Order) => Promise<string>> = {
  async create({ backend, userName, options: { realName = userName, administrator = false }, ...order }) {
    const password = await readPassword()
    const account = { userName, realName, password, isAdministrator: administrator }
    const { phid } = await backend.createAccount(account)
    await note('account-created', phid, order)
    return `Created ${administrator ? 'the administrator' : 'the account'} ${userName}.`
  },
  async password({ backend, database, userName, now }) {
    const phid = await phidOf(backend, userName)
    await backend.setPassword(phid, await readPassword())
    await database.transaction().execute(async (transaction) => {
      // Who knew the old password may be signed in with it.
      await endSessionsOf({ database: transaction }, phid)
      await note('password-changed', phid, { database: transaction, now })
    })
    return `Changed the password of ${userName} and ended every browser session. Applications and API tokens go on.`
  },
  async disable({ backend, userName, ...order }) {
    const phid = await phidOf(backend, userName)
    await backend.disableAccount(phid)
    await note('account-disabled', phid, order)
    return `Disabled ${userName}: every session and token of this account is refused from now on.`
  },
  async enable({ backend, userName, ...order }) {
    const phid = await phidOf(backend, userName)
    await backend.enableAccount(phid)
    await note('account-enabled', phid, order)
    return `Enabled ${userName}.`
  },
}

/** Whoever may run the command is known to the machine and not to the gateway. */
function note(
  kind: SecurityEventKind,
  userPhid: string,
  { database, now }: Pick<Order, 'database' | 'now'>,
): Promise<void> {
  return recordSecurityEvent(database, { kind, at: now, userPhid, detail: 'by command' })
}

function isAction(word: string | undefined): word is Action {
  return (ACTIONS as readonly (string | undefined)[]).includes(word)
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
