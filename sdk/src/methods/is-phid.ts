import type { Phid } from './values.ts'

/** Whether a value is a PHID, and of the given type where one is given. */
export function isPhid<Type extends string = string>(value: unknown, type?: Type): value is Phid<Type> {
  return typeof value === 'string' && value.startsWith(type === undefined ? 'PHID-' : `PHID-${type}-`)
}
