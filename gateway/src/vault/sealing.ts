import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { digest } from '../secrets.ts'

/** A key of the vault: 256 bits. */
export interface VaultKey {
  /** Made of the key, so that nobody has to name keys; it tells nothing of it. */
  readonly id: string
  readonly key: KeyObject
}

/** What the secret is, whose it is, and in which row: none can be put in another one's place. */
export interface Place {
  readonly what: 'upstream token' | 'second factor'
  readonly rowId: string
  readonly userPhid: string
}

const ALGORITHM = 'aes-256-gcm'
/** Bytes, as NIST SP 800-38D, section 8.2.2, has it for random ones. */
const IV_LENGTH = 12
const TAG_LENGTH = 16

export function vaultKey(bytes: Buffer): VaultKey {
  return { id: digest(`vault key ${bytes.toString('hex')}`).slice(0, 12), key: createSecretKey(bytes) }
}

/** AES-256-GCM: initialization vector, ciphertext and tag in base64url. */
export function seal({ id, key }: VaultKey, secret: string, place: Place): string {
  const iv = randomBytes(IV_LENGTH)
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_LENGTH })
  cipher.setAAD(boundTo(place, id))
  return Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
    'base64url',
  )
}

/** @throws {Error} when it was sealed with another key or for another place, or was changed */
export function unseal({ id, key }: VaultKey, sealed: string, place: Place): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_LENGTH), {
    authTagLength: TAG_LENGTH,
  })
  decipher.setAAD(boundTo(place, id))
  decipher.setAuthTag(bytes.subarray(-TAG_LENGTH))
  return decipher.update(bytes.subarray(IV_LENGTH, -TAG_LENGTH), undefined, 'utf8') + decipher.final('utf8')
}

function boundTo({ what, rowId, userPhid }: Place, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([what, rowId, userPhid, keyId]))
}
