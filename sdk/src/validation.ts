import { resultSchema } from './methods/results.ts'
import type { ResultValidation } from './options.ts'

/**
 * Reads every answer to the last field, where a client without this reads it as far as is needed to work with it. For
 * tests, and for programs that would rather stop than go on with a server that answers something else than documented:
 * a call throws `not_conduit` then and names the place. It brings the schemas and zod with it (about 9 KiB).
 *
 * @example
 * ```ts
 * import { validate } from 'phorge-conduit/validation'
 *
 * const conduit = new Conduit({ url: 'https://phorge.example.com', credential, validate })
 * ```
 */
export const validate: ResultValidation = (method, result) => {
  const checked = resultSchema(method)?.safeParse(result)
  if (!checked) return { result }
  if (checked.success) return { result: checked.data }
  return { unexpectedIn: checked.error.issues.map(({ path }) => path.join('.')) }
}

export type { ResultValidation }
export { resultSchema }
