import { createHash, hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A secret of 256 random bits, in characters that need no escaping in a form or a URL. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * What is stored of a secret. A plain digest is enough: every secret stored like this has 128 random bits or more, so
 * there is nothing to guess (passwords are another matter: those are stretched with scrypt).
 */
export function digest(secret: string): string {
  return hash('sha256', secret, 'base64url')
}

/** Compares without telling by its duration where two strings differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}

/** A secret of the settings. Whatever prints the settings prints nothing of it. */
export class Concealed {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }
}
