import { randomBytes } from 'node:crypto'

/** Bytes: 256 bits. */
const KEY_LENGTH = 32

export function newKey(): string {
  return randomBytes(KEY_LENGTH).toString('base64')
}

/** Reads a key: 32 bytes in base64, base64url or hexadecimal digits. `undefined` when it is none. */
export function keyBytes(text: string): Buffer | undefined {
  const bytes = /^[\da-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  return /^[\w+/-]+=*$/.test(text) && bytes.length === KEY_LENGTH ? bytes : undefined
}
