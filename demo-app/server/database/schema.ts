/** Times are epoch seconds. Every statement can be run again on a database that has it already. */
export const schema = `
CREATE TABLE IF NOT EXISTS errors (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  type TEXT NOT NULL,
  message TEXT NOT NULL,
  culprit TEXT NOT NULL,
  level TEXT NOT NULL,
  environment TEXT,
  release TEXT,
  count INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  UNIQUE (project, fingerprint)
) STRICT;
CREATE INDEX IF NOT EXISTS errors_by_last_seen ON errors (last_seen DESC, id DESC);

CREATE TABLE IF NOT EXISTS events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  error_id INTEGER NOT NULL REFERENCES errors (id) ON DELETE CASCADE,
  project TEXT NOT NULL,
  event_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  message TEXT NOT NULL,
  environment TEXT,
  release TEXT,
  details TEXT NOT NULL,
  UNIQUE (project, event_id)
) STRICT;
CREATE INDEX IF NOT EXISTS events_of_error ON events (error_id, at DESC, id DESC);

-- At most one task for an error, also while it is being created: the primary key decides who wins.
CREATE TABLE IF NOT EXISTS tasks (
  error_id INTEGER PRIMARY KEY REFERENCES errors (id) ON DELETE CASCADE,
  -- creating: a create may be on its way. doubtful: none is, and one of before may still turn up. linked: it has task_id.
  state TEXT NOT NULL CHECK (state IN ('creating', 'doubtful', 'linked')),
  task_id INTEGER,
  create_key TEXT UNIQUE,
  -- The PHIDs of all who tried to create with this key, as a JSON array.
  attempted_by TEXT NOT NULL,
  first_attempt_at INTEGER NOT NULL,
  last_attempt_at INTEGER NOT NULL,
  CHECK ((state = 'linked') = (task_id IS NOT NULL))
) STRICT;

CREATE TABLE IF NOT EXISTS task_history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  error_id INTEGER NOT NULL REFERENCES errors (id) ON DELETE CASCADE,
  action TEXT NOT NULL CHECK (action IN ('created', 'found again', 'linked', 'unlinked')),
  task_id INTEGER NOT NULL,
  user_phid TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Who has signed in here, so that an owner's name can be shown without asking the server for it.
CREATE TABLE IF NOT EXISTS people (
  phid TEXT PRIMARY KEY,
  user_name TEXT NOT NULL,
  real_name TEXT NOT NULL
) STRICT;
`
