import { phidCharacters } from '../../phid.ts'

/** `PHID-TASK-` and 20 characters. */
export function newPhid(type: 'TASK' | 'USER' | 'PROJ' | 'PCOL' | 'XCMT'): string {
  return `PHID-${type}-${phidCharacters(20)}`
}

/** `PHID-XACT-TASK-` and 15 characters: every PHID of an object is 30 characters, whatever its type. */
export function newTransactionPhid(objectType: 'TASK' | 'PROJ'): string {
  return `PHID-XACT-${objectType}-${phidCharacters(15)}`
}

/** Ties together the transactions of one edit. */
export function newGroupId(): string {
  return phidCharacters(32)
}
