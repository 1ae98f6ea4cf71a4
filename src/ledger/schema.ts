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
  `
  ALTER TABLE rows ADD COLUMN match_key TEXT;
  ALTER TABLE rows ADD COLUMN follows TEXT;
  ALTER TABLE rows ADD COLUMN sent_before TEXT;
  CREATE INDEX rows_by_key ON rows (import_id, key, record_id) WHERE key <> '';
  CREATE INDEX rows_by_match ON rows (import_id, match_key, record_id)
    WHERE match_key IS NOT NULL AND record_id IS NOT NULL;
  CREATE INDEX rows_incomplete ON rows (import_id, row)
    WHERE draft IS NOT NULL AND state IN ('created', 'updated', 'unchanged', 'found');

  -- One run may go over several imports.
  CREATE TABLE runs_of_imports (
    id TEXT NOT NULL,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    state TEXT NOT NULL,
    source TEXT NOT NULL,
    outcomes TEXT,
    facts TEXT,
    is_whole INTEGER,
    PRIMARY KEY (id, import_id)
  ) STRICT;
  INSERT INTO runs_of_imports (id, import_id, started_at, ended_at, state, source, outcomes)
    SELECT id, import_id, started_at, ended_at, state, source, outcomes FROM runs ORDER BY rowid;
  DROP TABLE runs;
  ALTER TABLE runs_of_imports RENAME TO runs;
  CREATE INDEX runs_of_import ON runs (import_id, started_at);

  -- row_id is the id of a row of the same import, which is never removed once it has changes. Not a declared reference:
  -- that would look for changes with every intent that is taken back.
  CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    row_id INTEGER NOT NULL,
    run_id TEXT NOT NULL,
    operation TEXT NOT NULL,
    record_id TEXT NOT NULL,
    before TEXT,
    body TEXT,
    idempotency_key TEXT NOT NULL,
    at INTEGER NOT NULL,
    undone_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX changes_of_row ON changes (row_id, idempotency_key) WHERE undone_at IS NULL;
  CREATE INDEX changes_in_time ON changes (import_id, at);
  CREATE INDEX changes_undone ON changes (import_id, undone_at) WHERE undone_at IS NOT NULL;

  -- Until now imports only created: what has a record was created by its import. A row that was written again since
  -- tells no more by which run, so only undoing all runs reaches it.
  INSERT INTO changes (import_id, row_id, run_id, operation, record_id, idempotency_key, at)
    SELECT import_id, id, CASE state WHEN 'created' THEN run_id ELSE '' END, 'create', record_id,
      CASE written_key WHEN '' THEN coalesce(idempotency_key, '') ELSE coalesce(written_key, '') END, at
    FROM rows WHERE record_id IS NOT NULL ORDER BY row, id;
  `,
  `
  CREATE INDEX changes_of_record ON changes (record_id, id);
  `,
  `
  ALTER TABLE runs ADD COLUMN stopped TEXT;
  `,
  `
  -- What went on in a run, stretch by stretch: number counts them from 1.
  CREATE TABLE samples (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    run_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    writes INTEGER NOT NULL,
    reads INTEGER NOT NULL,
    searches INTEGER NOT NULL,
    throttled INTEGER NOT NULL,
    retries INTEGER NOT NULL,
    rate_limit REAL NOT NULL,
    paused_ms INTEGER NOT NULL,
    outage_ms INTEGER NOT NULL,
    latency TEXT NOT NULL,
    PRIMARY KEY (import_id, run_id, number)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What lists, counts and reasons of failures are made of: reading all of the rows for that takes seconds where there are
  -- a million.
  CREATE INDEX rows_in_order ON rows (import_id, row, id, state);
  CREATE INDEX rows_failed ON rows (import_id, error_code, error_param, row, state) WHERE error_code IS NOT NULL;
  `,
  `
  -- Stretches of a file whose rows were all done when it was last read: the same bytes need not be read again. Numbers
  -- are never used twice, since stretch_rows may still lead to one that is gone.
  CREATE TABLE stretches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    ground TEXT NOT NULL,
    first_row INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    head_bytes INTEGER NOT NULL,
    head_sum INTEGER NOT NULL,
    digest TEXT NOT NULL,
    identities BLOB NOT NULL
  ) STRICT;
  CREATE INDEX stretches_of_import ON stretches (import_id, ground, first_row);
  -- row_id is the id of a row, stretch_id that of the only stretch that may still count on it.
  CREATE TABLE stretch_rows (row_id INTEGER PRIMARY KEY, stretch_id INTEGER NOT NULL) STRICT;

  -- Whoever changes a row in whatever way, its stretch is not known any more.
  CREATE TRIGGER stretch_ends_with_change AFTER UPDATE ON rows BEGIN
    DELETE FROM stretches WHERE id = (SELECT stretch_id FROM stretch_rows WHERE row_id = OLD.id);
  END;
  CREATE TRIGGER stretch_ends_with_row AFTER DELETE ON rows BEGIN
    DELETE FROM stretches WHERE id = (SELECT stretch_id FROM stretch_rows WHERE row_id = OLD.id);
    DELETE FROM stretch_rows WHERE row_id = OLD.id;
  END;
  `,
  `
  -- For each row, in the order of identities: its id, and the first 64 bits of the digest of the cells that it was made of.
  -- Null in a stretch that an older version has written down: its rows are not known one by one.
  ALTER TABLE stretches ADD COLUMN sources BLOB;

  -- Whoever changes a row leaves nothing of it in stretch_rows: what stands there is as it was when it was written down.
  DROP TRIGGER stretch_ends_with_change;
  CREATE TRIGGER stretch_ends_with_change AFTER UPDATE ON rows BEGIN
    DELETE FROM stretches WHERE id = (SELECT stretch_id FROM stretch_rows WHERE row_id = OLD.id);
    DELETE FROM stretch_rows WHERE row_id = OLD.id;
  END;
  DELETE FROM stretch_rows WHERE stretch_id NOT IN (SELECT id FROM stretches);
  `,
]
