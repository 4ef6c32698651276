import { randomBytes } from 'node:crypto'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** Random characters as in a PHID: 5 bits each. */
export function phidCharacters(length: number): string {
  let text = ''
  for (const byte of randomBytes(length)) text += ALPHABET.charAt(byte & 31)
  return text
}

/** Of the gateway's own objects: `CTKN` a token, `OASC` an application (Phorge's word for an OAuth client). */
export function newGatewayPhid(type: 'CTKN' | 'OASC'): string {
  return `PHID-${type}-${phidCharacters(20)}`
}

/** `PHID-XACT-CTKN-` and 15 characters: every PHID of an object is 30 characters, whatever its type. */
export function newGatewayTransactionPhid(objectType: 'CTKN' | 'OASC'): string {
  return `PHID-XACT-${objectType}-${phidCharacters(15)}`
}
