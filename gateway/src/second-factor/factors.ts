import { randomUUID } from 'node:crypto'
import type { Insertable, Selectable } from 'kysely'
import type { SecondFactorTable } from '../database/schema.ts'
import type { Gateway } from '../gateway.ts'
import type { SealedSecret } from './challenges.ts'
import { forgetRecoveryCodes } from './recovery-codes.ts'

/** Something that somebody proves with that it is them. */
export type SecondFactor = AuthenticatorApp | Passkey

interface Factor {
  readonly id: string
  readonly userPhid: string
  /** Given by its owner, to tell several apart. */
  readonly name: string
  /** Epoch seconds. */
  readonly createdAt: number
  readonly lastUsedAt: number | undefined
}

export interface AuthenticatorApp extends Factor {
  readonly kind: 'totp'
  readonly secret: SealedSecret
}

export interface Passkey extends Factor {
  readonly kind: 'passkey'
  readonly credential: PasskeyCredential
}

/** As WebAuthn has it; binary values in base64url. */
export interface PasskeyCredential {
  readonly id: string
  readonly publicKey: string
  readonly counter: number
  readonly transports: readonly string[]
}

type Store = Pick<Gateway, 'database' | 'now'>

/** The oldest first. */
export async function factorsOf(
  { database }: Pick<Gateway, 'database'>,
  userPhid: string,
): Promise<SecondFactor[]> {
  const rows = await database
    .selectFrom('second_factors')
    .selectAll()
    .where('user_phid', '=', userPhid)
    .orderBy('created_at')
    .execute()
  return rows.map(fromRow)
}

/** Whether somebody is asked for a second factor before what matters: who has one, and everybody where it is required. */
export async function hasToConfirm(
  { config, database }: Pick<Gateway, 'config' | 'database'>,
  userPhid: string,
): Promise<boolean> {
  return config.secondFactor === 'required' || (await factorsOf({ database }, userPhid)).length > 0
}

export async function addAuthenticatorApp(
  store: Store,
  { userPhid, name, secret, step }: AddedFactor & { readonly secret: SealedSecret; readonly step: number },
): Promise<void> {
  const { factorId: id, keyId: key_id, sealed } = secret
  await add(store, { id, kind: 'totp', user_phid: userPhid, name, key_id, sealed, last_step: step })
}

export async function addPasskey(
  store: Store,
  { userPhid, name, credential }: AddedFactor & { readonly credential: PasskeyCredential },
): Promise<void> {
  await add(store, {
    id: randomUUID(),
    kind: 'passkey',
    user_phid: userPhid,
    name,
    credential_id: credential.id,
    public_key: credential.publicKey,
    counter: credential.counter,
    transports: JSON.stringify(credential.transports),
  })
}

interface AddedFactor {
  readonly userPhid: string
  readonly name: string
}

async function add(
  { database, now }: Store,
  row: Omit<Insertable<SecondFactorTable>, 'created_at'>,
): Promise<void> {
  await database
    .insertInto('second_factors')
    .values({ ...row, created_at: now() })
    .execute()
}

/** With the last one go the recovery codes. Give it a transaction. */
export async function removeFactor(
  store: Pick<Gateway, 'database'>,
  { id, userPhid }: SecondFactor,
): Promise<void> {
  await store.database.deleteFrom('second_factors').where('id', '=', id).execute()
  if ((await factorsOf(store, userPhid)).length === 0) await forgetRecoveryCodes(store, userPhid)
}

/** Takes all of somebody away. @returns how many there were */
export async function removeFactorsOf(store: Pick<Gateway, 'database'>, userPhid: string): Promise<number> {
  const factors = await factorsOf(store, userPhid)
  for (const factor of factors) await removeFactor(store, factor)
  return factors.length
}

/** One compare-and-swap: a code is good once, however many bring it at the same time (RFC 6238, section 5.2). */
export async function useStep(
  { database, now }: Store,
  { id }: AuthenticatorApp,
  step: number,
): Promise<boolean> {
  const row = await database
    .updateTable('second_factors')
    .set({ last_step: step, last_used_at: now() })
    .where('id', '=', id)
    .where('last_step', '<', step)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Its challenge was taken once already; here the factor has only to be there still. */
export async function usePasskey(
  { database, now }: Store,
  { id }: Passkey,
  counter: number,
): Promise<boolean> {
  const row = await database
    .updateTable('second_factors')
    .set({ counter, last_used_at: now() })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

function fromRow(row: Selectable<SecondFactorTable>): SecondFactor {
  const factor = {
    id: row.id,
    userPhid: row.user_phid,
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
  }
  if (row.kind === 'totp') {
    const secret = { factorId: row.id, keyId: row.key_id ?? '', sealed: row.sealed ?? '' }
    return { ...factor, kind: 'totp', secret }
  }
  const credential = {
    id: row.credential_id ?? '',
    publicKey: row.public_key ?? '',
    counter: row.counter ?? 0,
    transports: JSON.parse(row.transports ?? '[]'),
  }
  return { ...factor, kind: 'passkey', credential }
}
