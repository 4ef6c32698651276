import { AuthenticationError } from '../errors.ts'
import type { Authorization, Credential } from './credential.ts'

/**
 * A Conduit API token, as a user makes it in Settings › Conduit API Tokens. It can do all that the user can.
 *
 * @throws {AuthenticationError} `auth_malformed` when it cannot be one: it has 32 characters and begins with `api-`,
 *   `cli-` (lives an hour until it is first used) or `clr-`.
 *
 * @example
 * ```ts
 * const conduit = new Conduit({ url: 'https://phorge.example.com', credential: apiToken(process.env.PHORGE_TOKEN) })
 * ```
 */
export function apiToken(token: string | undefined): Credential {
  if (!token) throw new AuthenticationError('auth_missing', 'The API token is empty.')
  if (!/^(api|cli|clr)-[A-Za-z0-9]{28}$/.test(token)) {
    throw new AuthenticationError('auth_malformed', `This is not an API token: ${fault(token)}.`)
  }
  return new ApiToken(token)
}

/** What is wrong with it, in words that do not tell what it is. */
function fault(token: string): string {
  if (token.trim() !== token) return 'there is white space around it'
  if (!/^(api|cli|clr)-/.test(token)) return 'it begins otherwise'
  return token.length === 32
    ? 'it has other characters than letters and digits'
    : `it has ${token.length} characters`
}

/** The token is in a private field, which neither `JSON.stringify` nor `util.inspect` shows. */
class ApiToken implements Credential {
  readonly #token: string

  constructor(token: string) {
    this.#token = token
  }

  async authorization(): Promise<Authorization> {
    return { kind: 'api-token', token: this.#token }
  }
}
