import type { Context } from '../method.ts'
import { insertProject } from '../projects/create.ts'
import type { NewAccount } from './accounts.ts'

export interface DemoAccount extends NewAccount {
  readonly userName: string
  readonly password: string
}

const PASSWORD = 'correct-horse'

/**
 * `PASSWORD`, hashed once for every start, and cheaply: it stands in the README, so there is nothing to stretch. Any other
 * password, also one that is given to these accounts later, costs what passwords.ts asks for.
 */
const DEMO_PASSWORD_HASH =
  'scrypt$1024$8$1$lVuijMWVA1-Vs_rd92Iufw$LGzNL6l_BwnJnXSzXLMMNTvFz7Rh9O_IAHTuMH2V0Yo'

/** Who can sign in to a gateway that was started with `demo`. */
export const demoAccounts: readonly DemoAccount[] = [
  { userName: 'rjkaplan', realName: 'Rachel J Kaplan', password: PASSWORD },
  { userName: 'angie', realName: 'Angela Ortiz', password: PASSWORD },
  { userName: 'admin', realName: 'Ada Admin', password: PASSWORD, isAdministrator: true },
]

/** A bot, for programs that speak for themselves: it has an API token or nothing, and no password. */
const demoBot: NewAccount = { userName: 'errorbot', realName: 'Error Bot', isBot: true }

const columns = ['Backlog', 'In Progress', 'Done']
const demoProjects = [
  { name: 'Backend', slug: 'backend', members: ['rjkaplan', 'angie'], columns },
  { name: 'Frontend', slug: 'frontend', members: ['rjkaplan'], columns },
  { name: 'Payments', slug: 'payments', members: ['angie'], columns },
]

/** Fills a database that has no account yet with demo accounts and projects. */
export function seedDemo(context: Context): void {
  const { store, accounts } = context
  store.transaction(() => {
    if (store.get('SELECT 1 FROM users LIMIT 1')) return
    const phids = new Map<string, string>()
    for (const account of demoAccounts) {
      phids.set(account.userName, accounts.insert(account, DEMO_PASSWORD_HASH).phid)
    }
    accounts.insert(demoBot, null)
    for (const { members, ...project } of demoProjects) {
      insertProject(context, { ...project, members: members.flatMap((name) => phids.get(name) ?? []) })
    }
  })
}
