import type { DatabaseSync } from 'node:sqlite'
import { bringUpToDate } from '../../database/versions.ts'

/**
 * Each entry takes the schema from the version before it to its own (`PRAGMA user_version`). An entry that has been
 * released is never changed. Times are epoch seconds, booleans 0 or 1.
 */
const versions: readonly string[] = [
  `
  CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    phid TEXT NOT NULL UNIQUE,
    user_name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    real_name TEXT NOT NULL,
    email TEXT NOT NULL,
    is_administrator INTEGER NOT NULL,
    is_bot INTEGER NOT NULL,
    is_mailing_list INTEGER NOT NULL,
    is_disabled INTEGER NOT NULL,
    password TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  );

  CREATE TABLE projects (
    id INTEGER PRIMARY KEY,
    phid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    slug TEXT NOT NULL,
    description TEXT NOT NULL,
    icon TEXT NOT NULL,
    color TEXT NOT NULL,
    status TEXT NOT NULL,
    view_policy TEXT NOT NULL,
    edit_policy TEXT NOT NULL,
    join_policy TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  );
  CREATE TABLE project_slugs (
    slug TEXT PRIMARY KEY,
    project_phid TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX project_slugs_project ON project_slugs (project_phid);
  CREATE TABLE project_members (
    project_phid TEXT NOT NULL,
    user_phid TEXT NOT NULL,
    PRIMARY KEY (project_phid, user_phid)
  ) WITHOUT ROWID;
  CREATE INDEX project_members_user ON project_members (user_phid);
  CREATE TABLE columns (
    id INTEGER PRIMARY KEY,
    phid TEXT NOT NULL UNIQUE,
    project_phid TEXT NOT NULL,
    name TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  );
  CREATE INDEX columns_project ON columns (project_phid, sequence);

  CREATE TABLE tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    phid TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    author_phid TEXT NOT NULL,
    owner_phid TEXT,
    status TEXT NOT NULL,
    priority INTEGER NOT NULL,
    subtype TEXT NOT NULL,
    view_policy TEXT NOT NULL,
    edit_policy TEXT NOT NULL,
    closer_phid TEXT,
    closed_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- closed_at for an index to be ordered by: open tasks come last, and NULL compares with nothing.
    closed_order INTEGER GENERATED ALWAYS AS (COALESCE(closed_at, 0)) VIRTUAL
  );
  CREATE INDEX tasks_priority ON tasks (priority, id);
  CREATE INDEX tasks_status_priority ON tasks (status, priority, id);
  CREATE INDEX tasks_status_updated ON tasks (status, updated_at, id);
  CREATE INDEX tasks_updated ON tasks (updated_at, id);
  CREATE INDEX tasks_closed ON tasks (closed_order, id);
  CREATE INDEX tasks_title ON tasks (title COLLATE NOCASE, id DESC);
  CREATE INDEX tasks_owner ON tasks (owner_phid, status, priority, id);
  CREATE INDEX tasks_author ON tasks (author_phid, priority, id);
  CREATE INDEX tasks_closer ON tasks (closer_phid) WHERE closer_phid IS NOT NULL;

  -- What hangs on a task: projects, subscribers, parents, subtasks, commits, mentions (edges.ts names the types).
  CREATE TABLE task_edges (
    sequence INTEGER PRIMARY KEY,
    task_id INTEGER NOT NULL,
    type INTEGER NOT NULL,
    phid TEXT NOT NULL
  );
  CREATE UNIQUE INDEX task_edges_task ON task_edges (task_id, type, phid);
  CREATE INDEX task_edges_phid ON task_edges (type, phid, task_id);

  CREATE TABLE task_columns (
    task_id INTEGER NOT NULL,
    project_phid TEXT NOT NULL,
    column_phid TEXT NOT NULL,
    PRIMARY KEY (task_id, project_phid)
  ) WITHOUT ROWID;
  CREATE INDEX task_columns_column ON task_columns (column_phid, task_id);

  CREATE TABLE comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    phid TEXT NOT NULL UNIQUE,
    object_phid TEXT NOT NULL,
    author_phid TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at INTEGER NOT NULL
  );

  -- The timeline of a task or project. "fields" is the JSON that transaction.search answers; a type may be null.
  CREATE TABLE transactions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    phid TEXT NOT NULL UNIQUE,
    object_phid TEXT NOT NULL,
    object_type TEXT NOT NULL,
    type TEXT,
    author_phid TEXT NOT NULL,
    group_id TEXT NOT NULL,
    fields TEXT NOT NULL,
    comment_id INTEGER,
    created_at INTEGER NOT NULL
  );
  CREATE INDEX transactions_object ON transactions (object_phid, id);
  CREATE INDEX transactions_object_type ON transactions (object_type, id);

  -- The text itself stays in its own table; triggers keep the index in the same transaction as the write.
  CREATE VIRTUAL TABLE task_text USING fts5 (
    title, description, content = 'tasks', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
  );
  CREATE TRIGGER task_text_insert AFTER INSERT ON tasks BEGIN
    INSERT INTO task_text (rowid, title, description) VALUES (new.id, new.title, new.description);
  END;
  CREATE TRIGGER task_text_update AFTER UPDATE OF title, description ON tasks
  WHEN old.title IS NOT new.title OR old.description IS NOT new.description BEGIN
    INSERT INTO task_text (task_text, rowid, title, description)
      VALUES ('delete', old.id, old.title, old.description);
    INSERT INTO task_text (rowid, title, description) VALUES (new.id, new.title, new.description);
  END;
  CREATE VIRTUAL TABLE comment_text USING fts5 (
    content, content = 'comments', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
  );
  CREATE TRIGGER comment_text_insert AFTER INSERT ON comments BEGIN
    INSERT INTO comment_text (rowid, content) VALUES (new.id, new.content);
  END;
  `,
]

/** @throws when the file was written by a newer version of this program, whose schema we do not know. */
export function migrate(database: DatabaseSync): void {
  bringUpToDate(database, 'maniphest.sqlite', versions)
}
