import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto'
import { digest } from '../secrets.ts'

/**
 * The key of what is stored of tokens: HMAC-SHA-256(key, SHA-256(token)). It is not in the database, so whoever has that
 * can neither call with what is there nor try out tokens. The digest inside is what was stored alone before there was
 * a key, so that what was stored then can be wrapped without the tokens.
 */
export class TokenKey {
  /** Made of the key; it tells nothing of it. */
  readonly id: string
  /** Whether there may be personal tokens from before they had check characters. While there are, all are looked up. */
  hasTokensWithoutCheck = false
  readonly #key: KeyObject

  constructor(bytes: Buffer) {
    this.id = digest(`token key ${bytes.toString('hex')}`).slice(0, 12)
    this.#key = createSecretKey(bytes)
  }

  /** What is stored of this token, in base64url. */
  digest(token: string): string {
    return this.#wrap(hash('sha256', token, 'buffer'))
  }

  /** What is stored instead of a digest without a key. @param plain SHA-256, base64url */
  wrap(plain: string): string {
    return this.#wrap(Buffer.from(plain, 'base64url'))
  }

  #wrap(plain: Buffer): string {
    return createHmac('sha256', this.#key).update(plain).digest('base64url')
  }
}
