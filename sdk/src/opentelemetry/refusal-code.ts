/** Characters. The envelope of a refusal holds a code and a sentence; a result may be megabytes, and is not read here. */
const LONGEST_REFUSAL = 20_000

/**
 * The `error_code` of an answer that refuses the call, `undefined` where it answers it. Phorge may put a sentence in its
 * place, in the user's language: that is `_OTHER`, as the conventions have it.
 */
export function refusalCode(text: string): string | undefined {
  if (text.length > LONGEST_REFUSAL) return undefined
  const code = errorCodeIn(text)
  if (typeof code !== 'string') return undefined
  return /^ERR-[A-Z0-9-]+$/.test(code) ? code : '_OTHER'
}

function errorCodeIn(text: string): unknown {
  try {
    return JSON.parse(text)?.error_code
  } catch {
    return undefined
  }
}
