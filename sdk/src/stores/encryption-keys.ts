import { ConfigurationError } from '../errors.ts'
import { decodeBase64url } from '../server/base64url.ts'

/** One key of AES-256-GCM and the name that entries know it by. */
export interface EncryptionKey {
  /** Stands in every entry that the key encrypted: 1 to 64 letters, digits, `-` and `_`. It is no secret. */
  readonly id: string
  /** 32 random bytes, as they are or in base64, or an AES-GCM `CryptoKey`, which need not be extractable. */
  readonly key: string | Uint8Array | CryptoKey
}

/** The first key encrypts and every one decrypts. */
export type EncryptionKeys = readonly [EncryptionKey, ...EncryptionKey[]]

/** Refuses keys that cannot be meant. @throws {ConfigurationError} which repeats no key. */
export function assertEncryptionKeys(keys: EncryptionKeys): void {
  if (!Array.isArray(keys) || keys.length === 0) throw new ConfigurationError('`keys` is empty.')
  const ids = keys.map(({ id }) => id)
  if (!ids.every((id) => typeof id === 'string' && /^[\w-]{1,64}$/.test(id))) {
    throw new ConfigurationError('The `id` of an encryption key is not 1 to 64 letters, digits, - or _.')
  }
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined)
    throw new ConfigurationError(`There are two encryption keys with the id "${twice}".`)
  for (const { id, key } of keys) assertKey(id, key)
}

function assertKey(id: string, key: EncryptionKey['key']): void {
  if (key instanceof CryptoKey) {
    const { name, length } = key.algorithm as AesKeyAlgorithm
    const usable = ['encrypt', 'decrypt'].every((usage) => key.usages.includes(usage as KeyUsage))
    if (name === 'AES-GCM' && length === 256 && usable) return
    throw new ConfigurationError(`The encryption key "${id}" is a CryptoKey for something else.`, {
      remedy:
        "Make one with: crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])",
    })
  }
  if (bytesOf(key)?.length === 32) return
  throw new ConfigurationError(`The encryption key "${id}" is not 32 bytes long.`, {
    remedy: 'Make one with: openssl rand -base64 32',
  })
}

/** Made ready for use. The keys must have been asserted. */
export async function importKey({ key }: EncryptionKey): Promise<CryptoKey> {
  if (key instanceof CryptoKey) return key
  return crypto.subtle.importKey('raw', bytesOf(key) ?? new Uint8Array(), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ])
}

function bytesOf(key: string | Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (typeof key !== 'string') return new Uint8Array(key)
  return decodeBase64url(key.trim().replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_'))
}
