import { TOTP } from 'otpauth'
import type { Gateway } from '../../../gateway/src/gateway.ts'
import { addAuthenticatorApp } from '../../../gateway/src/second-factor/factors.ts'
import { sealSecret } from '../../../gateway/src/second-factor/sealed-secret.ts'
import { newTotpSecret } from '../../../gateway/src/second-factor/totp.ts'
import type { Pages } from '../pages/pages-under-test.ts'
import { type Shown, textOf, type Visitor } from '../pages/visitor.ts'

export const SETTINGS = '/gateway/settings/second-factor/'

/** Somebody's authenticator app. Its clock is the gateway's. */
export class Authenticator {
  readonly #pages: Pages
  readonly secret: string

  constructor(pages: Pages, secret: string) {
    this.#pages = pages
    this.secret = secret
  }

  /** What it shows now. */
  code(): string {
    return codeOf(this.secret, this.#pages.gateway.now())
  }

  /** What it shows next: nobody has used it yet. */
  nextCode(): string {
    this.#pages.advance(30)
    return this.code()
  }
}

/** What an app with this secret shows at a time, in epoch seconds. */
export function codeOf(secret: string, now: number): string {
  return new TOTP({ secret }).generate({ timestamp: now * 1000 })
}

/** Gives somebody an authenticator app, past the pages; with its secret. */
export async function giveApp(gateway: Gateway, userPhid: string): Promise<string> {
  const secret = newTotpSecret()
  const sealed = await sealSecret(gateway, userPhid, secret)
  await addAuthenticatorApp(gateway, { userPhid, name: 'Authenticator app', secret: sealed, step: 0 })
  return secret
}

/** The secret on the page that shows it. */
export function secretOn({ html }: Shown): string {
  const [, key = ''] = /<code class="key">([^<]+)<\/code>/.exec(html) ?? []
  return key.replaceAll(' ', '')
}

/** Sets up an authenticator app as the first factor; with the recovery codes. */
export async function setUpApp(
  pages: Pages,
  visitor: Visitor,
): Promise<{ app: Authenticator; recoveryCodes: string[] }> {
  const page = await visitor.submit(await visitor.open(SETTINGS), `${SETTINGS}authenticator-app`)
  const app = new Authenticator(pages, secretOn(page))
  const after = await visitor.submit(page, `${SETTINGS}authenticator-app/finish`, {
    second_factor_code: app.code(),
  })
  return { app, recoveryCodes: recoveryCodesOn(after) }
}

export function recoveryCodesOn({ html }: Shown): string[] {
  const [, text = ''] = /<pre class="secret"[^>]*>(.*?)<\/pre>/s.exec(html) ?? []
  return textOf(text).split(' ').filter(Boolean)
}
