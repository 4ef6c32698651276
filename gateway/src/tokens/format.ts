import { crc32 } from 'node:zlib'
import { phidCharacters } from '../phid.ts'

/** `api`: for scripts and machines. `cli`: for a command line, as Phorge's `arc install-certificate` gets one. */
export type TokenKind = 'api' | 'cli'

/** 5 bits each: 110 random bits in an API token, 160 in an access token. */
const RANDOM = { api: 22, cli: 22, oat: 32 } as const
const CHECK_LENGTH = 6
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

const FORMS = {
  api: /^(?:api|cli)-[a-z0-9]{28}$/,
  access: /^oat-[a-z2-7]{38}$/,
} as const

/**
 * A new token: its prefix, random characters, and six that are made of all before them. A personal one has 32
 * characters in all, as Phorge's have and its clients expect.
 */
export function newToken(kind: TokenKind | 'oat'): string {
  const start = `${kind}-${phidCharacters(RANDOM[kind])}`
  return start + checkOf(start)
}

/** Whether the text has the form of a personal API token, of ours or of a Phorge. */
export function isApiToken(text: string): boolean {
  return FORMS.api.test(text)
}

/** Whether the last six characters are those that the others make: then a token of ours was not mistyped. */
export function hasCheck(token: string): boolean {
  return checkOf(token.slice(0, -CHECK_LENGTH)) === token.slice(-CHECK_LENGTH)
}

/** Whether the text begins as an access token of ours does and can be none: no table has to be asked. */
export function isMistypedAccessToken(text: string): boolean {
  return text.startsWith('oat-') && !(FORMS.access.test(text) && hasCheck(text))
}

export function kindOf(token: string): TokenKind {
  return token.startsWith('cli-') ? 'cli' : 'api'
}

/** CRC-32 (ISO 3309), of which 30 bits fit into six characters. It finds mistakes and keeps no secret. */
function checkOf(start: string): string {
  let rest = crc32(start)
  let check = ''
  for (let at = 0; at < CHECK_LENGTH; at++) {
    check += ALPHABET.charAt(rest & 31)
    rest >>>= 5
  }
  return check
}
