import type { Conduit } from '../../../conduit.ts'
import { NotFoundError } from '../../../errors.ts'
import type { ApiToken } from '../../../methods/token.ts'
import { UsageError } from '../../failure.ts'
import { clean, type Output } from '../../output.ts'
import { time } from '../../time.ts'

/** A token by its number or PHID. */
export type TokenReference = number | `PHID-CTKN-${string}`

/** The tokens that the words name. @throws {UsageError} */
export function tokensIn(words: readonly string[]): readonly TokenReference[] {
  if (words.length === 0) throw new UsageError('No token is named.', NAME_IT)
  return words.map(referenceFrom)
}

/** @throws {UsageError} */
export function referenceFrom(word: string | undefined): TokenReference {
  if (/^[1-9]\d{0,14}$/.test(word ?? '')) return Number(word)
  if (/^PHID-CTKN-\w+$/.test(word ?? '')) return word as `PHID-CTKN-${string}`
  throw new UsageError('A token is named by its number or its PHID.', NAME_IT)
}

const NAME_IT =
  'Run phorge-conduit tokens list, and give the number that stands first. Never give the token itself.'

/** @throws {NotFoundError} */
export async function findToken(conduit: Conduit, reference: TokenReference) {
  const by = typeof reference === 'number' ? { ids: [reference] } : { phids: [reference] }
  const [own] = await conduit.token.search({ constraints: by, attachments: { history: true } }).all()
  if (own) return own
  throw new NotFoundError(`You have no token ${reference}.`)
}

/** What became of a token, as one line. */
export async function printToken(output: Output, done: string, token: ApiToken): Promise<void> {
  if (output.json) return output.data(shownToken(token))
  await output.line(`${done} ${output.style('bold', clean(token.fields.name))}: ${inWords(token)}`)
}

/** The shape is ours: `call token.search` shows what the server says. */
export function shownToken({ id, phid, fields }: ApiToken) {
  return { id, phid, ...fields }
}

/** `active, reads only, from 192.0.2.0/24, until 2027-01-31 00:00 UTC` */
export function inWords({ fields }: ApiToken): string {
  const { status, addresses, dateExpires } = fields
  return [
    status,
    rightsInWords(fields),
    ...(addresses.length > 0 ? [`from ${addresses.join(' ')}`] : []),
    ...(dateExpires === null ? [] : [`until ${time(dateExpires)}`]),
  ].join(', ')
}

function rightsInWords({ rights, methods }: ApiToken['fields']): string {
  if (rights === 'methods') return clean(methods.join(' '))
  return rights === 'all' ? 'everything' : 'reads only'
}
