import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { SecurityEventKind } from '../../../gateway/src/audit/kinds.ts'
import type { Database } from '../../../gateway/src/database/schema.ts'
import type { Gateway } from '../../../gateway/src/gateway.ts'
import type { FaultyPhorge } from './faulty-phorge.ts'

/** Everything that the gateway said was done. From then on it must be there, whatever happens. */
export class Ledger {
  readonly applications = new Set<string>()
  /** Client identifiers. */
  readonly rules = new Set<string>()
  readonly grants = new Set<string>()
  readonly accessTokens = new Set<string>()
  readonly apiTokens = new Map<string, string>()
  /** Titles of tasks. */
  readonly writes = new Set<string>()
  readonly attempted = new Set<string>()
  /** Writes of which the gateway said that it does not know whether they were done. */
  readonly unknown = new Set<string>()

  /** What is missing, of everything. */
  async missing(
    { database, tokenKey }: Pick<Gateway, 'database' | 'tokenKey'>,
    phorge: FaultyPhorge,
  ): Promise<string[]> {
    const digest = (token: string) => tokenKey.digest(token)
    const tokens = [...this.apiTokens.values()]
    return [
      ...absent('application', this.applications, await column(database, 'applications', 'client_id')),
      ...absent('rule', this.rules, await column(database, 'application_rules', 'client_id')),
      ...absent('grant', this.grants, await column(database, 'grants', 'client_id')),
      ...absent(
        'access token',
        [...this.accessTokens].map(digest),
        await column(database, 'access_tokens', 'digest'),
      ),
      ...absent('API token', tokens.map(digest), await column(database, 'api_token_secrets', 'digest')),
      ...absent(
        'log row of an application',
        this.applications,
        await logged(database, 'application-registered'),
      ),
      ...absent('log row of a rule', this.rules, await logged(database, 'rules-changed')),
      ...absent('log row of a grant', this.grants, await logged(database, 'consent-given')),
      ...absent(
        'log row of an API token',
        this.apiTokens.keys(),
        await logged(database, 'api-token-created', 'detail'),
      ),
      ...absent('write', this.writes, new Set(phorge.created.keys())),
      ...(await damage(database)),
    ]
  }
}

function absent(what: string, promised: Iterable<string>, found: ReadonlySet<string>): string[] {
  return [...promised]
    .filter((one) => !found.has(one))
    .map((one) => `${what} ${one} was promised and is lost`)
}

async function column(database: Kysely<Database>, table: string, name: string): Promise<Set<string>> {
  const { rows } = await sql<{
    value: string
  }>`SELECT ${sql.ref(name)} AS value FROM ${sql.table(table)}`.execute(database)
  return new Set(rows.map(({ value }) => value))
}

async function logged(
  database: Kysely<Database>,
  kind: SecurityEventKind,
  name: 'client_id' | 'detail' = 'client_id',
): Promise<Set<string>> {
  const rows = await database.selectFrom('security_log').select(name).where('kind', '=', kind).execute()
  return new Set(rows.map((row) => row[name] ?? ''))
}

async function damage(database: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ integrity_check: string }>`PRAGMA integrity_check`.execute(database)
  return rows.flatMap(({ integrity_check: said }) =>
    said === 'ok' ? [] : [`the database is damaged: ${said}`],
  )
}
