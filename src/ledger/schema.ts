/** Marks a file as a ledger of this program ("LFIL"). */
export const applicationId = 0x4c46494c

/**
 * The ledger's tables, as the steps that lead from one version to the next. A step that has been released is never
 * edited: a change is a new step at the end.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    object TEXT NOT NULL
  ) STRICT;

  CREATE TABLE locks (
    import_id INTEGER PRIMARY KEY REFERENCES imports (id),
    token TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process TEXT NOT NULL,
    host TEXT NOT NULL,
    since INTEGER NOT NULL,
    beat INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    state TEXT NOT NULL,
    source TEXT NOT NULL,
    outcomes TEXT
  ) STRICT;
  CREATE INDEX runs_of_import ON runs (import_id, started_at);

  CREATE TABLE rows (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    identity TEXT NOT NULL,
    row INTEGER NOT NULL,
    line INTEGER NOT NULL,
    key TEXT NOT NULL,
    state TEXT NOT NULL,
    record_id TEXT,
    http_link TEXT,
    written_digest TEXT,
    written_body TEXT,
    written_key TEXT,
    sent_operation TEXT,
    sent_digest TEXT,
    sent_body TEXT,
    sent_result TEXT,
    idempotency_key TEXT,
    first_sent_at INTEGER,
    draft TEXT,
    attempts INTEGER NOT NULL,
    error_code TEXT,
    error_param TEXT,
    error_column TEXT,
    error_message TEXT,
    run_id TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX rows_by_identity ON rows (import_id, identity);
  CREATE INDEX rows_unsettled ON rows (import_id, first_sent_at) WHERE state IN ('sending', 'in_doubt');
  `,
]
