import { ConfigurationError } from '../errors.ts'
import { decodeBase64url, encodeBase64url } from './base64url.ts'

/** Turns values into cookies that only this application can have made. `name` is the cookie's: none can pass for another. */
export interface CookieKeys {
  /** Readable by its owner, not changeable. */
  sign(name: string, value: unknown): Promise<string>
  /** The value, or `undefined` when we did not sign it. */
  verify(name: string, cookie: string | undefined): Promise<unknown>
  /** Neither readable nor changeable. */
  encrypt(name: string, value: unknown): Promise<string>
  decrypt(name: string, cookie: string | undefined): Promise<unknown>
}

interface KeyPair {
  readonly signing: CryptoKey
  readonly encryption: CryptoKey
}

/**
 * @param secrets the first makes cookies and every one is accepted, so that a new one can be put in front
 * @throws {ConfigurationError}
 */
export function cookieKeys(secrets: string | readonly string[]): CookieKeys {
  const list = typeof secrets === 'string' ? [secrets] : secrets
  if (list.length === 0 || list.some((secret) => secret.length < 32)) {
    throw new ConfigurationError('cookie.secret is shorter than 32 characters.', {
      remedy: 'Give it 32 or more random characters, such as those of: openssl rand -base64 32',
    })
  }
  let derived: Promise<readonly [KeyPair, ...KeyPair[]]> | undefined
  const keys = () => {
    derived ??= Promise.all(list.map(derive)) as Promise<[KeyPair, ...KeyPair[]]>
    return derived
  }

  return {
    async sign(name, value) {
      const payload = encodeJson(value)
      const [{ signing }] = await keys()
      const signature = await crypto.subtle.sign('HMAC', signing, utf8(`${name}.${payload}`))
      return `${payload}.${encodeBase64url(new Uint8Array(signature))}`
    },
    async verify(name, cookie = '') {
      const [payload = '', signature = ''] = cookie.split('.')
      const bytes = decodeBase64url(signature)
      if (!bytes || !payload) return undefined
      for (const { signing } of await keys()) {
        if (await crypto.subtle.verify('HMAC', signing, bytes, utf8(`${name}.${payload}`))) {
          return decodeJson(decodeBase64url(payload))
        }
      }
      return undefined
    },
    async encrypt(name, value) {
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const [{ encryption }] = await keys()
      const algorithm = { name: 'AES-GCM', iv, additionalData: utf8(name) }
      const ciphertext = await crypto.subtle.encrypt(algorithm, encryption, utf8(JSON.stringify(value)))
      return `${encodeBase64url(iv)}.${encodeBase64url(new Uint8Array(ciphertext))}`
    },
    async decrypt(name, cookie = '') {
      const [iv, ciphertext] = cookie.split('.').map(decodeBase64url)
      if (!ciphertext || iv?.length !== 12) return undefined
      const algorithm = { name: 'AES-GCM', iv, additionalData: utf8(name) }
      for (const { encryption } of await keys()) {
        const plain = await crypto.subtle.decrypt(algorithm, encryption, ciphertext).catch(() => undefined)
        if (plain) return decodeJson(new Uint8Array(plain))
      }
      return undefined
    },
  }
}

async function derive(secret: string): Promise<KeyPair> {
  const material = await crypto.subtle.importKey('raw', utf8(secret), 'HKDF', false, ['deriveKey'])
  const hkdf = (purpose: string) => ({
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: utf8(`phorge-conduit cookie ${purpose}`),
  })
  const [signing, encryption] = await Promise.all([
    crypto.subtle.deriveKey(
      hkdf('signing'),
      material,
      { name: 'HMAC', hash: 'SHA-256', length: 256 },
      false,
      ['sign', 'verify'],
    ),
    crypto.subtle.deriveKey(hkdf('encryption'), material, { name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]),
  ])
  return { signing, encryption }
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

function encodeJson(value: unknown): string {
  return encodeBase64url(utf8(JSON.stringify(value)))
}

function decodeJson(bytes: Uint8Array | undefined): unknown {
  return bytes && JSON.parse(new TextDecoder().decode(bytes))
}
