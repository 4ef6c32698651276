import type { WithResponse } from './call-promise.ts'
import { NotConduitError } from './errors.ts'
import type { Page, SearchParams } from './methods/search.ts'

/**
 * The result of a search. Nothing is sent until it is used, and it can be used in three ways.
 *
 * @example
 * ```ts
 * const { data, cursor } = await conduit.maniphest.search()            // the first page
 * for await (const task of conduit.maniphest.search()) …               // every task of every page
 * for await (const page of conduit.maniphest.search().pages()) …       // page by page
 * ```
 */
export class Search<Item> implements PromiseLike<Page<Item>>, AsyncIterable<Item> {
  readonly #fetchPage: (after: string | null | undefined) => Promise<WithResponse<Page<Item>>>
  readonly #after: string | null | undefined
  readonly #assertWanted: () => void
  #first: Promise<WithResponse<Page<Item>>> | undefined

  /**
   * @param fetchPage Fetches the page that begins after the given position.
   * @param assertWanted Throws once the caller has aborted.
   */
  constructor(
    fetchPage: (after: string | null | undefined) => Promise<WithResponse<Page<Item>>>,
    { after }: Pick<SearchParams, 'after'> = {},
    assertWanted: () => void = () => {},
  ) {
    this.#fetchPage = fetchPage
    this.#after = after
    this.#assertWanted = assertWanted
  }

  /** The first page; sent once, however often it is awaited. */
  // biome-ignore lint/suspicious/noThenProperty: being awaitable is what this class is for
  then<Fulfilled = Page<Item>, Rejected = never>(
    onFulfilled?: ((page: Page<Item>) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.withResponse()
      .then(({ data }) => data)
      .then(onFulfilled, onRejected)
  }

  /** The first page with the response that it came in. */
  withResponse(): Promise<WithResponse<Page<Item>>> {
    this.#first ??= this.#fetchPage(this.#after)
    return this.#first
  }

  /** What to do when the first page cannot be had. */
  catch<Rejected = never>(
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Page<Item> | Rejected> {
    return this.then(undefined, onRejected)
  }

  /** Page by page, until the server says that there is none after. */
  async *pages(): AsyncGenerator<Page<Item>, void, undefined> {
    let page = await this.then()
    yield page
    while (page.cursor.after !== null) {
      const { after } = page.cursor
      page = (await this.#fetchPage(after)).data
      if (page.cursor.after === after) throw standingStill(after)
      yield page
    }
  }

  /** Every item of every page; a page is fetched when the one before it is used up. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) {
      for (const item of page.data) {
        this.#assertWanted()
        yield item
      }
    }
  }

  /** All items of all pages in one list. Mind how many there may be. */
  async all(): Promise<Item[]> {
    const items: Item[] = []
    for await (const item of this) items.push(item)
    return items
  }
}

function standingStill(after: string): NotConduitError {
  return new NotConduitError(`The server answered the page after ${after} with the same page again.`, {
    status: 200,
    remedy: 'Report this to whoever runs the server: its paging does not end.',
  })
}
