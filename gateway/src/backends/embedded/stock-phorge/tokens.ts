import { randomInt } from 'node:crypto'
import type { Gateway } from '../../../gateway.ts'
import { createApiToken, findApiToken, stateOf } from '../../../tokens/tokens.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const CLI_LIFETIME = 3600

interface CliToken {
  readonly userPhid: string
  /** Epoch seconds; `undefined` once it was used, for then it stays. */
  expiresAt: number | undefined
}

/** API tokens as a Phorge has them: `api-` from the settings, `cli-` from `/conduit/login/`. */
export class Tokens {
  readonly #gateway: Gateway
  readonly #cli = new Map<string, CliToken>()
  /** Phorge can show a token again; the gateway's table holds digests only. */
  readonly #shown = new Map<number, { readonly token: string; readonly userPhid: string }>()

  constructor(gateway: Gateway) {
    this.#gateway = gateway
  }

  async mint(userPhid: string): Promise<number> {
    const { id, token } = await createApiToken(this.#gateway, { userPhid, name: 'Standard API Token' })
    this.#shown.set(id, { token, userPhid })
    return id
  }

  /** A token that was made by a page, for the one whose it is. */
  show(id: number, userPhid: string): string | undefined {
    const shown = this.#shown.get(id)
    return shown?.userPhid === userPhid ? shown.token : undefined
  }

  /** Good for an hour; for ever from the first use on. */
  mintCli(userPhid: string): string {
    const token = `cli-${randomCharacters(28)}`
    this.#cli.set(token, { userPhid, expiresAt: this.#gateway.now() + CLI_LIFETIME })
    return token
  }

  /** Whose token it is; `undefined` when it is unknown, expired or terminated. */
  async ownerOf(token: string): Promise<string | undefined> {
    const cli = this.#cli.get(token)
    if (!cli) {
      const found = await findApiToken(this.#gateway, token)
      return found && stateOf(found, this.#gateway.now()) === 'active' ? found.userPhid : undefined
    }
    if (cli.expiresAt !== undefined && cli.expiresAt <= this.#gateway.now()) return undefined
    cli.expiresAt = undefined
    return cli.userPhid
  }
}

/** As random as what a Phorge makes: 5 bits each. */
export function randomCharacters(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}
