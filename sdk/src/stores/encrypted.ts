import { ConfigurationError } from '../errors.ts'
import { decodeBase64url, encodeBase64url } from '../server/base64url.ts'
import {
  assertEncryptionKeys,
  type EncryptionKey,
  type EncryptionKeys,
  importKey,
} from './encryption-keys.ts'
import type { StoredToken, TokenStore } from './store.ts'
import { parseStoredToken } from './stored-token.ts'

export type { EncryptionKey, EncryptionKeys } from './encryption-keys.ts'

/** What entries are encrypted with. */
export interface EncryptedOptions {
  /** To rotate, put a new key first and take the old one away when every entry has been written again. */
  readonly keys: EncryptionKeys
}

/** The format of an entry: version, key id, initialization vector, ciphertext. */
const VERSION = 'e1'
/** Bytes, as NIST SP 800-38D (8.2) wants them for AES-GCM. Random ones serve for 2³² entries of one key. */
const IV_LENGTH = 12

/**
 * Keeps tokens encrypted (AES-256-GCM) in any other store. What is stored tells the id of its key and nothing else of
 * a token; an entry that was changed, or moved to another name, is refused. The names of entries stay as they are,
 * and whoever can write to the store can still delete an entry or put an older one of the same name back.
 *
 * @throws {ConfigurationError} when a key is none; from `get`, when an entry is not encrypted, its key is not among
 *   `keys`, or it was tampered with. It is then left as it is.
 * @example
 * ```ts
 * const store = encrypted(fileStore('.data/tokens.json'), {
 *   keys: [
 *     { id: '2026-08', key: process.env.TOKEN_KEY ?? '' },
 *     { id: '2026-02', key: process.env.OLD_TOKEN_KEY ?? '' },
 *   ],
 * })
 * ```
 */
export function encrypted(store: TokenStore, { keys }: EncryptedOptions): TokenStore {
  assertEncryptionKeys(keys)
  const keyring = new Keyring(keys)
  return {
    async get(name) {
      const entry = await store.get(name)
      return entry && keyring.decrypt(name, entry.accessToken)
    },
    set: async (name, token) => store.set(name, { accessToken: await keyring.encrypt(name, token) }),
    delete: (name) => store.delete(name),
    exclusively: (name, task) => store.exclusively(name, task),
  }
}

/** Private fields, which neither `JSON.stringify` nor `util.inspect` shows. */
class Keyring {
  readonly #primary: string
  readonly #keys: ReadonlyMap<string, EncryptionKey>
  readonly #imported = new Map<string, Promise<CryptoKey>>()

  constructor(keys: EncryptionKeys) {
    this.#primary = keys[0].id
    this.#keys = new Map(keys.map((key) => [key.id, key]))
  }

  async encrypt(name: string, token: StoredToken): Promise<string> {
    const id = this.#primary
    const iv = crypto.getRandomValues(new Uint8Array(IV_LENGTH))
    const plain = new TextEncoder().encode(JSON.stringify(token))
    const ciphertext = await crypto.subtle.encrypt(cipher(id, name, iv), await this.#key(id), plain)
    return [VERSION, id, encodeBase64url(iv), encodeBase64url(new Uint8Array(ciphertext))].join('.')
  }

  async decrypt(name: string, entry: string): Promise<StoredToken> {
    const { id, iv, ciphertext } = parse(entry)
    const algorithm = cipher(id, name, iv)
    const key = await this.#key(id)
    const plain = await crypto.subtle.decrypt(algorithm, key, ciphertext).catch(() => undefined)
    const token = plain && parseStoredToken(new TextDecoder().decode(plain))
    if (!token) throw tampered(id)
    return token
  }

  #key(id: string): Promise<CryptoKey> {
    const key = this.#keys.get(id)
    if (!key) throw unknownKey(id)
    const imported = this.#imported.get(id) ?? importKey(key)
    this.#imported.set(id, imported)
    return imported
  }
}

/** JSON tells the parts apart whatever is in them, and keeps names apart that are no valid Unicode. */
function cipher(id: string, name: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
  const additionalData = new TextEncoder().encode(JSON.stringify(['phorge-conduit', VERSION, id, name]))
  return { name: 'AES-GCM', iv, additionalData }
}

function parse(entry: string) {
  const [version, id = '', iv, ciphertext, ...rest] = entry.split('.')
  if (version !== VERSION || rest.length > 0 || !/^[\w-]{1,64}$/.test(id)) throw notEncrypted()
  const bytes = { iv: decodeBase64url(iv ?? ''), ciphertext: decodeBase64url(ciphertext ?? '') }
  if (bytes.iv?.length !== IV_LENGTH || !bytes.ciphertext) throw tampered(id)
  return { id, iv: bytes.iv, ciphertext: bytes.ciphertext }
}

function notEncrypted(): ConfigurationError {
  return new ConfigurationError('An entry of the token store is not encrypted.', {
    remedy: 'Delete it and sign in again; if others could read the store, revoke its tokens too.',
  })
}

function unknownKey(id: string): ConfigurationError {
  return new ConfigurationError(
    `An entry of the token store was encrypted with the key "${id}", which is not in \`keys\`.`,
    {
      remedy: `Add the key "${id}" at the end of \`keys\`, or delete the entry and sign in again.`,
    },
  )
}

function tampered(id: string): ConfigurationError {
  return new ConfigurationError(
    `An entry of the token store cannot be decrypted with the key "${id}": the entry was changed or moved, or the key is another one.`,
    {
      remedy: `Check the key "${id}". If it is right, somebody has changed the store: delete the entry, revoke its token and sign in again.`,
    },
  )
}
