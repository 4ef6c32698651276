import type { Answer } from '../../../extension/src/answer.ts'
import type { Intent } from '../../../extension/src/messages.ts'
import type { Marionette } from './marionette.ts'

/** How WebDriver names an element. */
interface ElementReference {
  readonly 'element-6066-11e4-a52e-4f735466cecf': string
}

const CANDIDATES = {
  button: 'button',
  link: 'a[href]',
  radio: 'input[type=radio]',
  textbox: 'input:not([type=radio]):not([type=checkbox]), textarea',
  dialog: 'dialog[open]',
} as const

type Role = keyof typeof CANDIDATES

const WITH_ALL_ROOTS = `
  const rootsIn = (root) => [
    root,
    ...[...root.querySelectorAll('*')].flatMap(({ openOrClosedShadowRoot: inner }) => inner ? rootsIn(inner) : []),
  ]
  const roots = rootsIn(document)
`
const FIND = `${WITH_ALL_ROOTS}
  return roots.flatMap((root) => [...root.querySelectorAll(arguments[0])]).filter((found) => found.checkVisibility())
`
const TEXTS = `${WITH_ALL_ROOTS}
  return roots.flatMap((root) => [...root.querySelectorAll('*')])
    .filter(({ localName }) => localName !== 'script' && localName !== 'style')
    .filter(({ childNodes }) => [...childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim()))
    .map(({ textContent }) => textContent.replaceAll(/\\s+/g, ' ').trim())
`
const FOCUSED = `
  let focused = document.activeElement
  while (focused?.openOrClosedShadowRoot?.activeElement) focused = focused.openOrClosedShadowRoot.activeElement
  return focused
`
const ENTER = '\uE007'

/** One tab as a person has it: by role and name, whatever shadow root something is in, and by real presses. */
export class Tab {
  readonly #marionette: Marionette
  readonly #handle: string

  constructor(marionette: Marionette, handle: string) {
    this.#marionette = marionette
    this.#handle = handle
  }

  async goto(url: string): Promise<void> {
    await this.#send('WebDriver:Navigate', { url })
  }

  async reload(): Promise<void> {
    await this.#send('WebDriver:Refresh')
  }

  async close(): Promise<void> {
    await this.#send('WebDriver:CloseWindow')
  }

  async address(): Promise<string> {
    return (await this.#send<{ value: string }>('WebDriver:GetCurrentURL')).value
  }

  /** Waits until something has this role and this name, which Firefox tells as it would tell a screen reader. */
  find(role: Role, name: string): Promise<string> {
    return this.#until(`no ${role} “${name}”`, async () => {
      for (const element of await this.#list<ElementReference>(FIND, CANDIDATES[role])) {
        const [id = ''] = Object.values(element)
        if ((await this.#label(id).catch(() => undefined)) === name) return id
      }
      return undefined
    })
  }

  /** Waits until the page shows a text, and returns all of it. */
  text(wanted: string | RegExp): Promise<string> {
    return this.#until(`no text ${wanted}`, async () => {
      const texts = await this.#list<string>(TEXTS)
      return texts.find((text) => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)))
    })
  }

  /** By the mouse. */
  async press(role: Role, name: string): Promise<void> {
    await this.#send('WebDriver:ElementClick', { id: await this.find(role, name) })
  }

  /** By the keyboard. */
  async key(role: Role, name: string): Promise<void> {
    await this.#type(await this.find(role, name), ENTER)
  }

  /** Into a field that is empty. */
  async fill(name: string, text: string): Promise<void> {
    await this.#type(await this.find('textbox', name), text)
  }

  /** The name of what has the focus. */
  async focused(): Promise<string> {
    const [id = ''] = Object.values(await this.#run<ElementReference>(FOCUSED))
    return this.#label(id)
  }

  /** Asks the background from a page of the extension. @throws when the answer is a failure */
  async ask(intent: Intent): Promise<unknown> {
    const script = 'browser.runtime.sendMessage(arguments[0]).then(arguments[1])'
    const asked = { script, args: [intent], sandbox: null }
    const { value } = await this.#send<{ value: Answer<unknown> }>('WebDriver:ExecuteAsyncScript', asked)
    if (!value.ok) throw new Error(`${value.failure.code}: ${value.failure.message}`)
    return value.value
  }

  /** Lets time go by in the page, as somebody who reads lets it. */
  async wait(milliseconds: number): Promise<void> {
    const script = 'setTimeout(arguments[1], arguments[0])'
    await this.#send('WebDriver:ExecuteAsyncScript', { script, args: [milliseconds] })
  }

  /** Runs a script of the page's own. */
  async run(script: string): Promise<void> {
    await this.#send('WebDriver:ExecuteScript', { script, args: [], sandbox: null })
  }

  #type(id: string, text: string): Promise<unknown> {
    return this.#send('WebDriver:ElementSendKeys', { id, text })
  }

  async #label(id: string): Promise<string> {
    return (await this.#send<{ value: string }>('WebDriver:GetComputedLabel', { id })).value
  }

  /** With the rights of the browser: nothing else may look into a closed shadow root. */
  async #run<Result>(script: string, ...args: readonly unknown[]): Promise<Result> {
    const asked = { script, args, sandbox: 'system' }
    return (await this.#send<{ value: Result }>('WebDriver:ExecuteScript', asked)).value
  }

  /** Nothing while another page is on its way. */
  async #list<Item>(script: string, ...args: readonly unknown[]): Promise<Item[]> {
    return (await this.#run<Item[] | null>(script, ...args).catch(() => null)) ?? []
  }

  async #until<Found>(otherwise: string, look: () => Promise<Found | undefined>): Promise<Found> {
    const deadline = Date.now() + 10_000
    for (;;) {
      const found = await look()
      if (found !== undefined) return found
      if (Date.now() > deadline) {
        const shown = await this.#list<string>(TEXTS)
        throw new Error(`there is ${otherwise}; the page says: ${shown.join(' | ')}`)
      }
      await this.#send('WebDriver:ExecuteAsyncScript', {
        script: 'setTimeout(arguments[0], 20)',
        args: [],
      }).catch(
        // The page that was to wait has made way for another.
        () => undefined,
      )
    }
  }

  async #send<Result>(command: string, parameters: object = {}): Promise<Result> {
    await this.#marionette.send('WebDriver:SwitchToWindow', { handle: this.#handle, focus: true })
    return this.#marionette.send<Result>(command, parameters)
  }
}
