import type { CDPSession, Page } from 'playwright-core'

/** What a screen reader is told about the element that has the focus. */
export interface Focus {
  readonly role: string
  readonly name: string
}

/** Who cannot use a mouse: only keys go in, and every stop of the focus is looked at. */
export class Keyboard {
  readonly #page: Page
  readonly #session: CDPSession

  private constructor(page: Page, session: CDPSession) {
    this.#page = page
    this.#session = session
  }

  static async at(page: Page): Promise<Keyboard> {
    const session = await page.context().newCDPSession(page)
    await session.send('Accessibility.enable')
    return new Keyboard(page, session)
  }

  press = (key: string) => this.#page.keyboard.press(key)
  type = (text: string) => this.#page.keyboard.type(text)

  /** `undefined` when nothing on the page has it. */
  async focus(): Promise<Focus | undefined> {
    const { result } = await this.#session.send('Runtime.evaluate', {
      expression: 'document.activeElement === document.body ? null : document.activeElement',
    })
    const { objectId } = result
    if (!objectId) return undefined
    const { nodes } = await this.#session.send('Accessibility.getPartialAXTree', {
      objectId,
      fetchRelatives: false,
    })
    const [node] = nodes
    return { role: String(node?.role?.value ?? ''), name: String(node?.name?.value ?? '') }
  }

  /** Tabs to a control. @throws with all stops on the way when it is not reached, or a stop cannot be seen. */
  async tabTo(role: string, name: RegExp): Promise<Focus> {
    const stops: string[] = []
    for (let tabs = 0; tabs < 60; tabs++) {
      await this.press('Tab')
      const focus = await this.focus()
      // Between the last control and the first one lies the browser's own.
      if (!focus) continue
      stops.push(`${focus.role} "${focus.name}"`)
      if (!focus.name) throw new Error(`a control without a name, after ${stops.join(', ')}`)
      if (!(await this.isSeen())) throw new Error(`the focus cannot be seen on ${stops.at(-1)}`)
      if (focus.role === role && name.test(focus.name)) return focus
    }
    throw new Error(`no ${role} ${name} among ${stops.join(', ')}`)
  }

  /** Whether the control is in view and shows that it has the focus. */
  isSeen(): Promise<boolean> {
    return this.#page.evaluate(() => {
      const element = document.activeElement
      if (!element) return false
      const { top, bottom, left, right } = element.getBoundingClientRect()
      const inView = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth
      // A control in a box, such as a combobox beside its chips, may mark the box.
      const isMarked = [element, element.parentElement].some((marked) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(marked ?? element)
        return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0
      })
      return inView && isMarked
    })
  }

  /** The stops of one round of Tab within a dialog. @throws when one of them is behind it. */
  async roundOfDialog(): Promise<string[]> {
    const stops: string[] = []
    for (let tabs = 0; tabs < 40; tabs++) {
      await this.press('Tab')
      const where = await this.#page.evaluate(() => {
        const element = document.activeElement
        if (!element || element === document.body) return 'browser'
        return element.closest('dialog') ? 'dialog' : 'behind'
      })
      const focus = await this.focus()
      if (where === 'behind')
        throw new Error(`the focus got out of the dialog, to ${focus?.role} "${focus?.name}"`)
      const stop = focus ? `${focus.role} "${focus.name}"` : 'browser'
      if (stops[0] === stop) return stops
      stops.push(stop)
    }
    throw new Error(`the round does not end: ${stops.join(', ')}`)
  }
}
