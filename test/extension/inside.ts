import type { CDPSession, Page } from 'playwright-core'

interface AccessibleNode {
  readonly role?: { readonly value: string }
  readonly name?: { readonly value: string }
  readonly ignored: boolean
  readonly backendDOMNodeId?: number
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value: unknown } }[]
}

/** What a person sees of our closed shadow roots: the accessibility tree, which has no borders. */
export class Inside {
  readonly page: Page
  readonly #session: CDPSession

  private constructor(page: Page, session: CDPSession) {
    this.page = page
    this.#session = session
  }

  static async of(page: Page): Promise<Inside> {
    return new Inside(page, await page.context().newCDPSession(page))
  }

  async nodes(role: string): Promise<AccessibleNode[]> {
    const { nodes } = (await this.#session.send('Accessibility.getFullAXTree')) as unknown as {
      nodes: AccessibleNode[]
    }
    return nodes.filter((node) => !node.ignored && node.role?.value === role)
  }

  async names(role: string): Promise<string[]> {
    return (await this.nodes(role)).map(({ name }) => name?.value ?? '')
  }

  /** Waits for it, as a person would. */
  async find(role: string, name: string | RegExp): Promise<AccessibleNode> {
    const deadline = Date.now() + 8000
    for (;;) {
      const nodes = await this.nodes(role)
      const node = nodes.find((node) => matches(node.name?.value ?? '', name))
      if (node) return node
      if (Date.now() > deadline) {
        const there = nodes.map((node) => node.name?.value)
        throw new Error(`there is no ${role} ${name}; there are: ${JSON.stringify(there)}`)
      }
      await this.page.evaluate(() => new Promise(requestAnimationFrame))
    }
  }

  /** The name of the first of these that is there. */
  async findAny(wanted: readonly (readonly [role: string, name: string])[]): Promise<string> {
    const deadline = Date.now() + 8000
    for (;;) {
      for (const [role, name] of wanted) if ((await this.names(role)).includes(name)) return name
      if (Date.now() > deadline) throw new Error(`there is none of ${JSON.stringify(wanted)}`)
      await this.page.evaluate(() => new Promise(requestAnimationFrame))
    }
  }

  async press(role: string, name: string | RegExp): Promise<void> {
    const { x, y } = await this.middleOf(await this.find(role, name))
    await this.page.mouse.click(x, y)
  }

  async focus(role: string, name: string | RegExp): Promise<void> {
    const { backendDOMNodeId } = await this.find(role, name)
    if (backendDOMNodeId) await this.#session.send('DOM.focus', { backendNodeId: backendDOMNodeId })
  }

  /** Presses Tab until this has the focus. */
  async tabTo(name: string): Promise<void> {
    for (let presses = 0; presses < 40; presses += 1) {
      await this.page.keyboard.press('Tab')
      if ((await this.focused()) === name) return
    }
    throw new Error(`Tab does not reach ${name}`)
  }

  /** Presses it by keyboard. */
  async key(role: string, name: string | RegExp): Promise<void> {
    await this.focus(role, name)
    await this.page.keyboard.press('Enter')
  }

  async fill(name: string | RegExp, text: string, role = 'textbox'): Promise<void> {
    await this.focus(role, name)
    await this.page.keyboard.press('ControlOrMeta+A')
    await this.page.keyboard.type(text)
  }

  async middleOf({ backendDOMNodeId = 0 }: AccessibleNode): Promise<{ x: number; y: number }> {
    await this.#session.send('DOM.scrollIntoViewIfNeeded', { backendNodeId: backendDOMNodeId })
    const { model } = await this.#session.send('DOM.getBoxModel', { backendNodeId: backendDOMNodeId })
    const [left = 0, top = 0] = model.border
    return { x: left + model.width / 2, y: top + model.height / 2 }
  }

  async boxOf({ backendDOMNodeId = 0 }: AccessibleNode) {
    const { model } = await this.#session.send('DOM.getBoxModel', { backendNodeId: backendDOMNodeId })
    const [left = 0, top = 0] = model.border
    return { left, top, right: left + model.width, bottom: top + model.height }
  }

  /** The name of what has the focus. */
  async focused(): Promise<string | undefined> {
    const { nodes } = (await this.#session.send('Accessibility.getFullAXTree')) as unknown as {
      nodes: AccessibleNode[]
    }
    const node = nodes.findLast(
      ({ properties, role }) =>
        role?.value !== 'RootWebArea' &&
        properties?.some(({ name, value }) => name === 'focused' && value.value === true),
    )
    return node?.name?.value
  }
}

function matches(text: string, name: string | RegExp): boolean {
  return typeof name === 'string' ? text === name : name.test(text)
}
