-- The history of verdicts, in the control store: append-only until a scan's rows expire; counts and masked shapes
-- only. One statement a table.

-- One row a scan of all stores. A step that a run repeats is another scan.
CREATE TABLE IF NOT EXISTS verdict_scans (
    scan INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL,
    as_of TEXT NOT NULL,
    policy_hash TEXT NOT NULL,
    recognizers TEXT NOT NULL,
    rules TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);

-- One row a table of a scan; column_names is a JSON list. carried: the scan did not account for it.
CREATE TABLE IF NOT EXISTS table_readings (
    scan INTEGER NOT NULL REFERENCES verdict_scans (scan),
    store TEXT NOT NULL,
    table_name TEXT NOT NULL,
    column_names TEXT NOT NULL,
    data_mark TEXT NOT NULL,
    recognizers TEXT NOT NULL,
    rules TEXT NOT NULL,
    read_at TEXT NOT NULL,
    read_fully_at TEXT,
    carried INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS table_readings_by_scan ON table_readings (scan);

-- One row a table, or (table_name NULL) a store, that a scan did not account for.
CREATE TABLE IF NOT EXISTS unread_tables (
    scan INTEGER NOT NULL REFERENCES verdict_scans (scan),
    store TEXT NOT NULL,
    table_name TEXT,
    reason TEXT NOT NULL CHECK (reason IN ('store_failed', 'not_permitted', 'unfinished'))
);
CREATE INDEX IF NOT EXISTS unread_tables_by_scan ON unread_tables (scan);

-- One row a kind of personal information in a column or JSON path, as a scan judged it. overruled: an officer decided
-- that it is not personal.
CREATE TABLE IF NOT EXISTS column_verdicts (
    scan INTEGER NOT NULL REFERENCES verdict_scans (scan),
    store TEXT NOT NULL,
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    path TEXT,
    entity_type TEXT NOT NULL,
    found_as TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('column', 'mentions')),
    share REAL NOT NULL,
    findings INTEGER NOT NULL,
    cells INTEGER NOT NULL,
    sensitivity TEXT NOT NULL,
    confidence REAL NOT NULL,
    shape TEXT NOT NULL,
    why_zh TEXT NOT NULL,
    why_en TEXT NOT NULL,
    decided_by TEXT,
    overruled INTEGER NOT NULL,
    first_seen TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS column_verdicts_by_scan ON column_verdicts (scan);

CREATE TRIGGER IF NOT EXISTS verdict_scans_are_final BEFORE UPDATE ON verdict_scans
BEGIN SELECT RAISE(ABORT, 'verdicts are append-only'); END;
CREATE TRIGGER IF NOT EXISTS table_readings_are_final BEFORE UPDATE ON table_readings
BEGIN SELECT RAISE(ABORT, 'verdicts are append-only'); END;
CREATE TRIGGER IF NOT EXISTS unread_tables_are_final BEFORE UPDATE ON unread_tables
BEGIN SELECT RAISE(ABORT, 'verdicts are append-only'); END;
CREATE TRIGGER IF NOT EXISTS column_verdicts_are_final BEFORE UPDATE ON column_verdicts
BEGIN SELECT RAISE(ABORT, 'verdicts are append-only'); END;

-- The rows of a scan may go once it has expired, by the clock of the newest scan; the newest scan itself stays.
CREATE TRIGGER IF NOT EXISTS verdict_scans_stay BEFORE DELETE ON verdict_scans
WHEN OLD.expires_at >= (SELECT as_of FROM verdict_scans ORDER BY scan DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT, 'verdicts are append-only'); END;
CREATE TRIGGER IF NOT EXISTS table_readings_stay BEFORE DELETE ON table_readings
WHEN EXISTS (SELECT 1 FROM verdict_scans WHERE scan = OLD.scan)
BEGIN SELECT RAISE(ABORT, 'verdicts are append-only'); END;
CREATE TRIGGER IF NOT EXISTS unread_tables_stay BEFORE DELETE ON unread_tables
WHEN EXISTS (SELECT 1 FROM verdict_scans WHERE scan = OLD.scan)
BEGIN SELECT RAISE(ABORT, 'verdicts are append-only'); END;
CREATE TRIGGER IF NOT EXISTS column_verdicts_stay BEFORE DELETE ON column_verdicts
WHEN EXISTS (SELECT 1 FROM verdict_scans WHERE scan = OLD.scan)
BEGIN SELECT RAISE(ABORT, 'verdicts are append-only'); END;
