import * as z from 'zod/mini'
import type { Conduit } from '../conduit.ts'
import { NotConduitError } from '../errors.ts'
import { type Page, page } from '../methods/search.ts'
import { Search } from '../paging.ts'

const anyPage = page(z.unknown())
const withoutPages = z.looseObject({ data: z.array(z.unknown()), cursor: z.optional(z.undefined()) })

/** The items of every page, page by page; also of a method of the server that this package does not know. */
export async function* allPages(
  conduit: Conduit,
  method: string,
  params: Readonly<Record<string, unknown>>,
): AsyncGenerator<unknown[]> {
  const { after: start, ...rest } = params
  const fetchPage = async (after: string | null | undefined) => {
    const asked = after === undefined ? params : { ...rest, after }
    const { data, response } = await conduit.call<string>(method, asked).withResponse()
    return { data: pageFrom(method, data), response }
  }
  const search = new Search(fetchPage, typeof start === 'string' ? { after: start } : {})
  for await (const { data } of search.pages()) yield data
}

function pageFrom(method: string, result: unknown): Page<unknown> {
  const paged = anyPage.safeParse(result)
  if (paged.success) return paged.data
  // `maniphest.status.search` answers all at once.
  const whole = withoutPages.safeParse(result)
  if (whole.success) return { data: whole.data.data, cursor: { limit: 0, after: null, before: null } }
  throw new NotConduitError(`${method} answered something that is not a page.`, {
    method,
    status: 200,
    remedy: 'Leave --all out to see what it answers.',
  })
}
