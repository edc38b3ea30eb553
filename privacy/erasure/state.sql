-- How far executions have come, in the control store. Counts and states; keyed ids of people only where they
-- expire. One statement a table.

-- One row an execution.
CREATE TABLE IF NOT EXISTS erasure_executions (
    execution_id TEXT PRIMARY KEY,
    plan_hash TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('started', 'done', 'undone', 'destroyed', 'certified')),
    ceilings TEXT NOT NULL,           -- JSON list of [store, table, rows]
    recoverable_until TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    explained_rows INTEGER NOT NULL DEFAULT 0,  -- rows missing that somebody has explained
    explanation TEXT
);

-- One row an approval that has started an execution; none starts a second one.
CREATE TABLE IF NOT EXISTS erasure_approvals_used (
    approval_id TEXT PRIMARY KEY,
    execution_id TEXT NOT NULL REFERENCES erasure_executions (execution_id)
);

-- One row a wave: subjects judged afresh together, and how many frames of victims.sealed list their rows.
CREATE TABLE IF NOT EXISTS erasure_waves (
    wave_id INTEGER PRIMARY KEY,
    execution_id TEXT NOT NULL REFERENCES erasure_executions (execution_id),
    subjects INTEGER NOT NULL,
    victim_frames INTEGER NOT NULL,
    begun_at TEXT NOT NULL
);

-- One row a batch: rows of one table, or of one file, changed in one step.
-- expected = acted + missing + superseded (left for a later wave, which reads the rows afresh).
CREATE TABLE IF NOT EXISTS erasure_batches (
    batch_id INTEGER PRIMARY KEY,
    wave_id INTEGER NOT NULL REFERENCES erasure_waves (wave_id),
    execution_id TEXT NOT NULL,
    store TEXT NOT NULL,
    table_name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'in_flight', 'done')),
    expected INTEGER NOT NULL,
    acted INTEGER NOT NULL DEFAULT 0,
    missing INTEGER NOT NULL DEFAULT 0,
    superseded INTEGER NOT NULL DEFAULT 0,
    change_seconds REAL NOT NULL DEFAULT 0,
    log_seconds REAL NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS erasure_batches_by_execution ON erasure_batches (execution_id, state);

-- One row a batch, rule and kind of action: rows so treated.
CREATE TABLE IF NOT EXISTS erasure_batch_rules (
    batch_id INTEGER NOT NULL REFERENCES erasure_batches (batch_id),
    rule_id TEXT NOT NULL,
    action TEXT NOT NULL,
    acted INTEGER NOT NULL,
    PRIMARY KEY (batch_id, rule_id, action)
);

-- One row a subject that was left out, with its reason's code; erasure reaches it, and it expires.
CREATE TABLE IF NOT EXISTS erasure_skipped (
    execution_id TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (execution_id, subject_id)
);

-- One row a store whose freed space was dealt with after the last batch; what remains is counted.
CREATE TABLE IF NOT EXISTS erasure_finishes (
    execution_id TEXT NOT NULL,
    store TEXT NOT NULL,
    method TEXT NOT NULL,
    seconds REAL NOT NULL,
    dead_rows INTEGER,                -- NULL: the server does not tell
    PRIMARY KEY (execution_id, store)
);

-- How many frames of log.sealed are known to be sealed, and what undoing has come to. One row an execution.
CREATE TABLE IF NOT EXISTS erasure_logs (
    execution_id TEXT PRIMARY KEY,
    frames INTEGER NOT NULL,
    undone_to INTEGER,                -- frames from this number on are undone; NULL: undoing has not begun
    restored INTEGER NOT NULL DEFAULT 0,
    present INTEGER NOT NULL DEFAULT 0,
    conflicts INTEGER NOT NULL DEFAULT 0,
    twins INTEGER                     -- rows like those being restored that stood in the table before
);
