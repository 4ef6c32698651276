import type { DatabaseSync } from 'node:sqlite'
import { bringUpToDate } from '../../database/versions.ts'

/** Of `calls.sqlite`. */
export interface CallDatabase {
  call_log: CallLogTable
  call_counts: CallCountTable
}

export interface CallLogTable {
  /** Epoch microseconds, counted up within a second: a span of time is a range of ids. */
  id: number
  /** Epoch seconds. */
  at: number
  client_id: string | null
  token: string
  user_phid: string | null
  method: string
  /** Separated by spaces. */
  aspects: string
  address: string | null
  /** Microseconds. */
  duration: number
  outcome: string
  reason: string | null
}

/** Calls of one day (UTC), kept longer than the calls themselves. */
interface CallCountTable {
  /** Days since 1970-01-01. */
  day: number
  /** Empty for an API token, and for nobody. */
  client_id: string
  /** Of an API token, and of nobody; empty for an application. */
  token: string
  user_phid: string
  /** The scopes that a call needed, separated by spaces; the method alone, of one that was not carried out. */
  scopes: string
  outcome: string
  calls: number
  /** Microseconds, of all of them. */
  duration: number
}

/**
 * Each entry takes the schema from the version before it to its own (`PRAGMA user_version`). An entry that has been
 * released is never changed. Every index ends in the primary key by itself: in the id, so that each gives the newest
 * first, and in the day.
 */
const versions: readonly string[] = [
  `
  CREATE TABLE call_log (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    client_id TEXT,
    token TEXT NOT NULL,
    user_phid TEXT,
    method TEXT NOT NULL,
    aspects TEXT NOT NULL,
    address TEXT,
    duration INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT
  );
  CREATE INDEX call_log_user ON call_log (user_phid);
  CREATE INDEX call_log_client ON call_log (client_id);
  CREATE INDEX call_log_token ON call_log (token);
  CREATE INDEX call_log_address ON call_log (address);

  CREATE TABLE call_counts (
    day INTEGER NOT NULL,
    client_id TEXT NOT NULL,
    token TEXT NOT NULL,
    user_phid TEXT NOT NULL,
    scopes TEXT NOT NULL,
    outcome TEXT NOT NULL,
    calls INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    PRIMARY KEY (day, client_id, token, user_phid, scopes, outcome)
  ) WITHOUT ROWID;
  CREATE INDEX call_counts_user ON call_counts (user_phid);
  CREATE INDEX call_counts_client ON call_counts (client_id);
  `,
]

export function migrate(database: DatabaseSync): void {
  bringUpToDate(database, 'calls.sqlite', versions)
}
