import { DatabaseSync } from 'node:sqlite'

/** So many rows are written at once. */
const CHUNK = 1_000_000

/**
 * Writes so many tokens straight into the tables: made one by one, ten million would take hours. The digests are in the
 * order of the table, so that it is written from end to end; they look random to whoever looks one up.
 *
 * @param file the database of a gateway that does not run
 */
export function fillTables(file: string, count: number): void {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000')
  const tokens = database.prepare(`
    WITH RECURSIVE number(n) AS (SELECT ?1 UNION ALL SELECT n + 1 FROM number WHERE n < ?2)
    INSERT INTO api_tokens (phid, kind, user_phid, name, rights, addresses, created_at, expires_at)
    SELECT printf('PHID-CTKN-%020d', n), 'api', printf('PHID-USER-%020d', n / 10), 'bench ' || n, 'all', '[]',
      1700000000, 4000000000 FROM number`)
  const secrets = database.prepare(`
    WITH RECURSIVE number(n) AS (SELECT ?1 UNION ALL SELECT n + 1 FROM number WHERE n < ?2)
    INSERT INTO api_token_secrets (digest, token_id, ends_at, has_check)
    SELECT printf('%08x', CAST(n * 4294967295.0 / ?3 AS INTEGER)) || printf('%035d', n), n, NULL, 1 FROM number`)
  for (let start = 1; start <= count; start += CHUNK) {
    const end = Math.min(count, start + CHUNK - 1)
    database.exec('BEGIN')
    tokens.run(start, end)
    secrets.run(start, end, count)
    database.exec('COMMIT')
  }
  database.close()
}
