import type { DatabaseSync } from 'node:sqlite'

export interface Person {
  readonly phid: string
  readonly userName: string
  readonly realName: string
}

/** Who has signed in here. The name of a task's owner is taken from it, so that no call is spent on it. */
export interface People {
  remember(person: Person): void
  userName(phid: string): string | undefined
}

export function openPeople(database: DatabaseSync): People {
  const upsert = database.prepare(`
    INSERT INTO people (phid, user_name, real_name) VALUES ($phid, $userName, $realName)
    ON CONFLICT (phid) DO UPDATE SET user_name = excluded.user_name, real_name = excluded.real_name`)
  const find = database.prepare('SELECT user_name AS userName FROM people WHERE phid = ?')
  return {
    remember: ({ phid, userName, realName }) => void upsert.run({ phid, userName, realName }),
    userName: (phid) => find.get(phid)?.userName as string | undefined,
  }
}
