import { randomCharacters } from '../tokens.ts'

const CODE_LIFETIME = 300

/** An application of Phorge's OAuth server. It has one redirect URI. */
export interface OAuthApplication {
  /** `PHID-OASC-…` */
  readonly clientId: string
  readonly clientSecret: string
  readonly name: string
  readonly redirectUri: string
  /** Its tokens are dead while it is, and alive again afterwards. */
  disabled: boolean
}

export interface Code {
  readonly clientId: string
  readonly userPhid: string
  readonly redirectUri: string
  readonly expiresAt: number
}

export interface AccessToken {
  readonly clientId: string
  readonly userPhid: string
}

/** Applications, who authorized them, and what they were given: nothing of it expires but the codes. */
export class Applications {
  readonly #applications = new Map<string, OAuthApplication>()
  readonly #authorizations = new Set<string>()
  readonly #codes = new Map<string, Code>()
  readonly #tokens = new Map<string, AccessToken>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  register({ name, redirectUri }: Pick<OAuthApplication, 'name' | 'redirectUri'>): OAuthApplication {
    const application: OAuthApplication = {
      clientId: `PHID-OASC-${randomCharacters(20)}`,
      clientSecret: randomCharacters(32),
      name,
      redirectUri,
      disabled: false,
    }
    this.#applications.set(application.clientId, application)
    return application
  }

  find(clientId: string): OAuthApplication | undefined {
    return this.#applications.get(clientId)
  }

  isAuthorized(clientId: string, userPhid: string): boolean {
    return this.#authorizations.has(`${clientId} ${userPhid}`)
  }

  authorize(clientId: string, userPhid: string): void {
    this.#authorizations.add(`${clientId} ${userPhid}`)
  }

  /** Tokens stay: they work again once the person authorizes the application again. */
  revoke(clientId: string, userPhid: string): void {
    this.#authorizations.delete(`${clientId} ${userPhid}`)
  }

  issueCode(code: Omit<Code, 'expiresAt'>): string {
    const secret = randomCharacters(32)
    this.#codes.set(secret, { ...code, expiresAt: this.#now() + CODE_LIFETIME })
    return secret
  }

  findCode(secret: string): Code | undefined {
    return this.#codes.get(secret)
  }

  isExpired({ expiresAt }: Code): boolean {
    return expiresAt <= this.#now()
  }

  redeem(secret: string, { clientId, userPhid }: Code): string {
    this.#codes.delete(secret)
    const token = randomCharacters(32)
    this.#tokens.set(token, { clientId, userPhid })
    return token
  }

  findToken(token: string): AccessToken | undefined {
    return this.#tokens.get(token)
  }

  endToken(token: string): void {
    this.#tokens.delete(token)
  }
}
