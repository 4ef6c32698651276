import type { MethodDescription } from '../backends/backend.ts'
import type { Gateway } from '../gateway.ts'
import { type Answer, refuse } from './answer.ts'
import { type DecodedRequest, decodeRequest, type RawRequest, UnreadableRequest } from './decode.ts'

/** Reads a call and says what is wrong with it whoever sends it: before anybody is asked who they are, as in Phorge. */
export async function readCall(
  { backend }: Gateway,
  method: string,
  raw: RawRequest,
): Promise<{ readonly request: DecodedRequest } | { readonly refusal: Answer }> {
  let request: DecodedRequest
  try {
    request = decodeRequest(raw)
  } catch (error) {
    if (!(error instanceof UnreadableRequest)) throw error
    return { refusal: refuse('ERR-CONDUIT-CORE', 'validation', error.message) }
  }
  const description = (await backend.methods()).get(method)
  if (!description) {
    const message = `There is no Conduit method ${shown(method)}.`
    return { refusal: refuse('ERR-CONDUIT-CALL', 'method_unknown', message) }
  }
  const unknown = Object.keys(request.params).filter((name) => !Object.hasOwn(description.params, name))
  if (unknown.length > 0) {
    const message = unknownParameters(method, description, unknown)
    return { refusal: refuse('ERR-CONDUIT-CALL', 'validation', message) }
  }
  if (request.output === 'human') {
    const message = 'This server answers in JSON only: leave "output" out, or send "json".'
    return { refusal: refuse('ERR-CONDUIT-CORE', 'validation', message) }
  }
  return { request }
}

function unknownParameters(
  method: string,
  { params }: MethodDescription,
  unknown: readonly string[],
): string {
  const known = Object.keys(params)
  const names = unknown.slice(0, 10).map(shown).join(', ')
  return `${method} has no parameter ${names}. It has: ${known.length > 0 ? known.join(', ') : 'none'}.`
}

/** Whoever mixes a name up with a value sends a secret: only what is too short for one is repeated. */
function shown(name: string): string {
  return /^[\w.-]{1,24}$/.test(name) ? `"${name}"` : 'of the name that was sent'
}
