import { type Config, type RunningGateway, readConfig, startGateway } from 'phorge-conduit-gateway'
import type { ServerClock } from './clock.ts'
import { type Registration, registerApplication } from './sign-in/application.ts'
import { createUser, type NewUser, type User } from './users.ts'

// Its clock may stand still: what a limit takes would never come back.
const unlimited = { rateLimitToken: 0, rateLimitApplication: 0, rateLimitAddress: 0 }

/** What every start of the server behind the front begins with. */
export interface Beginning {
  readonly publicUrl: string
  readonly face: Config['face']
  readonly clock: ServerClock
  readonly users: readonly NewUser[]
  /** Accounts by user name, from before a reset. */
  readonly known: Readonly<Record<string, User>>
  readonly applications: readonly Registration[]
}

/** A gateway in memory with these accounts and applications, and nothing else. */
export interface Instance {
  readonly running: RunningGateway
  readonly users: Readonly<Record<string, User>>
}

export async function startInstance(beginning: Beginning): Promise<Instance> {
  const { publicUrl, face, clock, known, applications } = beginning
  const running = await startGateway(
    readConfig({
      options: { port: 0, publicUrl, face, dataDirectory: ':memory:', logLevel: 'silent', ...unlimited },
    }),
    { now: clock.now },
  )
  try {
    const users: Record<string, User> = {}
    for (const user of beginning.users) {
      users[user.userName] = await createUser(running, user, known[user.userName])
    }
    for (const application of applications)
      await registerApplication(running, application, administrator(users))
    return { running, users }
  } catch (error) {
    await running.close()
    throw error
  }
}

/** In whose name applications are registered. */
export function administrator(users: Readonly<Record<string, User>>): string {
  const all = Object.values(users)
  return (all.find(({ isAdministrator }) => isAdministrator) ?? all[0])?.phid ?? ''
}
