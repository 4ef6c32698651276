import type { Kysely, Selectable } from 'kysely'
import type {
  ApiTokenTable,
  ApplicationTable,
  Database,
  ObjectHistoryTable,
} from '../../../gateway/src/database/schema.ts'

/** One entry of a history, with its values read. */
export interface Entry extends Pick<Selectable<ObjectHistoryTable>, 'id' | 'type' | 'reason' | 'at'> {
  readonly old: unknown
  readonly new: unknown
  readonly author: string | null
}

export interface WrittenApplication {
  readonly row: Selectable<ApplicationTable>
  readonly history: readonly Entry[]
  /** Kinds of its security events. */
  readonly events: readonly string[]
  readonly rules: readonly string[]
  readonly grants: number
}

export interface WrittenToken {
  readonly row: Selectable<ApiTokenTable>
  readonly history: readonly Entry[]
  readonly events: readonly string[]
  /** Until when each of its secrets is good; `null`: as long as the token. */
  readonly secrets: readonly (number | null)[]
}

/** Everything that the gateway has written down of applications and API tokens. */
export interface Written {
  readonly applications: readonly WrittenApplication[]
  readonly tokens: readonly WrittenToken[]
}

export async function readWritten(database: Kysely<Database>): Promise<Written> {
  const histories = Map.groupBy(
    await database.selectFrom('object_history').selectAll().orderBy('id').execute(),
    ({ object_phid }) => object_phid,
  )
  const historyOf = (phid: string) => (histories.get(phid) ?? []).map(asEntry)
  const events = await database
    .selectFrom('security_log')
    .select(['kind', 'client_id', 'detail'])
    .orderBy('id')
    .execute()
  return {
    applications: await applicationsIn(database, historyOf, groupKinds(events, eventOfApplication)),
    tokens: await tokensIn(database, historyOf, groupKinds(events, eventOfToken)),
  }
}

interface Event {
  readonly kind: string
  readonly client_id: string | null
  readonly detail: string | null
}

async function applicationsIn(
  database: Kysely<Database>,
  historyOf: (phid: string) => Entry[],
  events: ReadonlyMap<string, readonly string[]>,
): Promise<WrittenApplication[]> {
  const rows = await database.selectFrom('applications').selectAll().execute()
  const rules = await database.selectFrom('application_rules').selectAll().execute()
  const grants = await database.selectFrom('grants').select('client_id').execute()
  const scopes = Map.groupBy(rules, ({ client_id }) => client_id)
  const granted = Map.groupBy(grants, ({ client_id }) => client_id)
  return rows.map((row) => ({
    row,
    history: historyOf(row.phid),
    events: events.get(row.client_id) ?? [],
    rules: (scopes.get(row.client_id) ?? []).map(({ scope }) => scope).sort(),
    grants: granted.get(row.client_id)?.length ?? 0,
  }))
}

async function tokensIn(
  database: Kysely<Database>,
  historyOf: (phid: string) => Entry[],
  events: ReadonlyMap<string, readonly string[]>,
): Promise<WrittenToken[]> {
  const rows = await database.selectFrom('api_tokens').selectAll().orderBy('id').execute()
  const all = await database.selectFrom('api_token_secrets').select(['token_id', 'ends_at']).execute()
  const secrets = Map.groupBy(all, ({ token_id }) => token_id)
  return rows.map((row) => ({
    row,
    history: historyOf(row.phid),
    events: events.get(row.name) ?? [],
    secrets: (secrets.get(row.id) ?? []).map(({ ends_at }) => ends_at),
  }))
}

function groupKinds(
  events: readonly Event[],
  keyOf: (event: Event) => string | undefined,
): Map<string, readonly string[]> {
  const groups = Map.groupBy(events, keyOf)
  return new Map([...groups].map(([key = '', of]) => [key, of.map(({ kind }) => kind)]))
}

/** What is refused is written down as well: that changes nothing. */
function eventOfApplication({ kind, client_id }: Event): string | undefined {
  return /^application-|^client-secret-/.test(kind) ? (client_id ?? undefined) : undefined
}

/** The detail begins with the name, and no two have the same here. */
function eventOfToken({ kind, detail }: Event): string | undefined {
  return /^api-token-|^token-reported$/.test(kind) ? detail?.split(': ')[0] : undefined
}

function asEntry({ author_phid, old, new: now, ...row }: Selectable<ObjectHistoryTable>): Entry {
  const { id, type, reason, at } = row
  return { id, type, reason, at, author: author_phid, old: JSON.parse(old), new: JSON.parse(now) }
}
