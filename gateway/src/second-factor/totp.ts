import { Secret, TOTP } from 'otpauth'

/** What every authenticator app knows (RFC 6238 with its defaults): SHA-1, six digits, 30 seconds. */
const PERIOD = 30
const KEY_BYTES = 20
/** Steps before and after: clocks differ, and typing takes time (RFC 6238, section 5.2). */
const WINDOW = 1

/** A new secret of 160 random bits, in base32, as people type it into an app. */
export function newTotpSecret(): string {
  return new Secret({ size: KEY_BYTES }).base32
}

/** The `otpauth:` address that apps read from a QR code. */
export function totpAddress(secret: string, { issuer, label }: { issuer: string; label: string }): string {
  return new TOTP({ secret, issuer, label }).toString()
}

/**
 * The time step that a code belongs to; `undefined` when it is wrong. Who asks has to see to it that none is used twice.
 *
 * @param now epoch seconds
 */
export function stepOf(secret: string, code: string, now: number): number | undefined {
  const token = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return undefined
  const totp = new TOTP({ secret, period: PERIOD })
  const delta = totp.validate({ token, timestamp: now * 1000, window: WINDOW })
  return delta === null ? undefined : Math.floor(now / PERIOD) + delta
}
