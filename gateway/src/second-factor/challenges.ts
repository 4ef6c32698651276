import type { Gateway } from '../gateway.ts'
import { digest, randomSecret } from '../secrets.ts'

/** What a challenge is good for: in this session of this person, for this one thing. */
export interface Bond {
  readonly userPhid: string
  readonly sessionDigest: string
  /** A name of what it is for, and all that this depends on, as JSON can hold it. */
  readonly action: string
  readonly about: unknown
}

/** What has to be remembered from the question until the answer. */
export interface Asked {
  /** The challenge of a passkey's ceremony, base64url. */
  readonly webauthn?: string | undefined
  /** An authenticator app's secret that is shown and not in use yet. */
  readonly pending?: SealedSecret | undefined
}

export interface SealedSecret {
  /** What it is sealed for: the row it will be in. */
  readonly factorId: string
  readonly keyId: string
  readonly sealed: string
}

/** Seconds within which a question has to be answered. */
const LIFETIME = 300

/** Asks. @returns what the answer has to bring with it; only its digest is kept. */
export async function newChallenge(
  { database, now }: Pick<Gateway, 'database' | 'now'>,
  bond: Bond,
  asked: Asked = {},
): Promise<string> {
  const secret = randomSecret()
  await database.deleteFrom('second_factor_challenges').where('expires_at', '<=', now()).execute()
  await database
    .insertInto('second_factor_challenges')
    .values({
      digest: digest(secret),
      bond: digestOf(bond),
      payload: JSON.stringify(asked),
      expires_at: now() + LIFETIME,
    })
    .execute()
  return secret
}

/** Takes it away: of any number of answers at the same time, one gets it. `undefined`: gone, too old, or for something else. */
export async function takeChallenge(
  { database, now }: Pick<Gateway, 'database' | 'now'>,
  secret: string,
  bond: Bond,
): Promise<Asked | undefined> {
  const row = await database
    .deleteFrom('second_factor_challenges')
    .where('digest', '=', digest(secret))
    .where('bond', '=', digestOf(bond))
    .where('expires_at', '>', now())
    .returning('payload')
    .executeTakeFirst()
  return row && JSON.parse(row.payload)
}

function digestOf({ userPhid, sessionDigest, action, about }: Bond): string {
  return digest(JSON.stringify([userPhid, sessionDigest, action, about]))
}
