import type { Gateway } from '../gateway.ts'
import { randomSecret } from '../secrets.ts'

const SETTING = 'oauth_cookie_keys'

/** The keys that sign the cookies of an authorization in progress; made once, so that a restart interrupts nobody. */
export async function cookieKeys({ database }: Gateway): Promise<string[]> {
  await database
    .insertInto('settings')
    .values({ name: SETTING, value: JSON.stringify([randomSecret()]) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const row = await database
    .selectFrom('settings')
    .select('value')
    .where('name', '=', SETTING)
    .executeTakeFirstOrThrow()
  return JSON.parse(row.value)
}
