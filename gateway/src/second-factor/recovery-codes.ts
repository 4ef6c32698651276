import type { Gateway } from '../gateway.ts'
import { phidCharacters } from '../phid.ts'
import { digest } from '../secrets.ts'

const COUNT = 10
/** 100 bits: nobody finds one by trying all of them against the digests. */
const LENGTH = 20

/** Makes ten new ones; those of before are worth nothing. They are returned here once and stored as digests only. */
export async function makeRecoveryCodes(
  { database }: Pick<Gateway, 'database'>,
  userPhid: string,
): Promise<string[]> {
  await forgetRecoveryCodes({ database }, userPhid)
  const codes = Array.from({ length: COUNT }, () => phidCharacters(LENGTH))
  await database
    .insertInto('recovery_codes')
    .values(codes.map((code) => ({ digest: digestOf(userPhid, code), user_phid: userPhid })))
    .execute()
  return codes.map((code) => code.replaceAll(/.{5}(?=.)/g, '$&-'))
}

/** Whether it was one. It is none any more. */
export async function useRecoveryCode(
  { database }: Pick<Gateway, 'database'>,
  userPhid: string,
  typed: string,
): Promise<boolean> {
  const code = typed.toLowerCase().replaceAll(/[\s-]/g, '')
  const row = await database
    .deleteFrom('recovery_codes')
    .where('digest', '=', digestOf(userPhid, code))
    .where('user_phid', '=', userPhid)
    .returning('digest')
    .executeTakeFirst()
  return row !== undefined
}

export async function countRecoveryCodes(
  { database }: Pick<Gateway, 'database'>,
  userPhid: string,
): Promise<number> {
  const codes = database.selectFrom('recovery_codes').where('user_phid', '=', userPhid)
  const { count } = await codes
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export async function forgetRecoveryCodes(
  { database }: Pick<Gateway, 'database'>,
  userPhid: string,
): Promise<void> {
  await database.deleteFrom('recovery_codes').where('user_phid', '=', userPhid).execute()
}

function digestOf(userPhid: string, code: string): string {
  return digest(`recovery code of ${userPhid}: ${code}`)
}
