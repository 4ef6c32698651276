import { randomBytes } from 'node:crypto'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** Random characters as in a PHID: 5 bits each. */
function characters(length: number): string {
  let text = ''
  for (const byte of randomBytes(length)) text += ALPHABET.charAt(byte & 31)
  return text
}

/** `PHID-TASK-` and 20 characters. */
export function newPhid(type: 'TASK' | 'USER' | 'PROJ' | 'PCOL' | 'XCMT'): string {
  return `PHID-${type}-${characters(20)}`
}

/** `PHID-XACT-TASK-` and 15 characters: every PHID of an object is 30 characters, whatever its type. */
export function newTransactionPhid(objectType: 'TASK' | 'PROJ'): string {
  return `PHID-XACT-${objectType}-${characters(15)}`
}

/** Ties together the transactions of one edit. */
export function newGroupId(): string {
  return characters(32)
}
