import { type Browser, inputs, type Landing } from './browser.ts'

/** What a person answers when an application asks. */
export type Answer =
  | {
      readonly kind: 'allow'
      /** Scopes that they leave ticked. @default all that are asked for */
      readonly scopes?: readonly string[] | undefined
    }
  | { readonly kind: 'decline' }

/**
 * Follows an authorization request as the person who is signed in to `browser`, to the application's callback. Nothing
 * is asked again that was granted before.
 *
 * @throws {Error} when the request is refused on a page, which an application never learns of.
 */
export async function answerRequest(browser: Browser, address: string, answer: Answer): Promise<URL> {
  const page = await browser.open(address)
  if (page.html === '') return page.url
  const offered = inputs(page.html).filter(({ name }) => name === 'scope')
  const landing = await browser.submit(page, decision(answer, offered))
  if (landing.html === '') return landing.url
  throw new Error(`The authorization request led to the page “${titleOf(landing)}”.`)
}

function decision(answer: Answer, offered: readonly { readonly value: string }[]): [string, string][] {
  if (answer.kind === 'decline') return [['decision', 'cancel']]
  const asked = offered.map(({ value }) => value)
  const { scopes = asked } = answer
  const unknown = scopes.find((scope) => !asked.includes(scope))
  if (unknown !== undefined) {
    throw new Error(`${unknown} cannot be allowed: the page offers ${asked.join(', ') || 'no scope'}.`)
  }
  return [...scopes.map((scope): [string, string] => ['scope', scope]), ['decision', 'allow']]
}

function titleOf({ html }: Landing): string {
  return /<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1]?.replaceAll(/<[^>]*>/g, '') ?? 'without a title'
}
