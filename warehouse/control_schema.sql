-- The control store: what runs decided, append-only, counts only. One statement a table.

-- One row a run of the job.
CREATE TABLE IF NOT EXISTS runs (
    run_id TEXT PRIMARY KEY,
    as_of TEXT NOT NULL,
    policy_hash TEXT NOT NULL,
    started_at TEXT NOT NULL
);

-- One row a check judged in a run; reasons is a JSON object of reason code -> breaches.
CREATE TABLE IF NOT EXISTS check_results (
    run_id TEXT NOT NULL,
    as_of TEXT NOT NULL,
    check_id TEXT NOT NULL,
    policy_hash TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('pass', 'violation', 'gap')),
    population INTEGER NOT NULL,
    breaches INTEGER NOT NULL,
    undetermined INTEGER NOT NULL,
    reasons TEXT NOT NULL,
    gap_zh TEXT,
    gap_en TEXT,
    judged_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS check_results_by_check ON check_results (check_id, as_of);

CREATE TRIGGER IF NOT EXISTS check_results_are_final BEFORE UPDATE ON check_results
BEGIN SELECT RAISE(ABORT, 'check results are append-only'); END;
CREATE TRIGGER IF NOT EXISTS check_results_stay BEFORE DELETE ON check_results
BEGIN SELECT RAISE(ABORT, 'check results are append-only'); END;

-- One row a catalog of all stores as a run saw it; tables is JSON.
CREATE TABLE IF NOT EXISTS catalogs (
    run_id TEXT NOT NULL,
    as_of TEXT NOT NULL,
    tables TEXT NOT NULL,
    read_at TEXT NOT NULL
);

-- One row a run's deletion plan; an approval binds plan_hash; plan is JSON without identifiers.
CREATE TABLE IF NOT EXISTS deletion_plans (
    plan_hash TEXT NOT NULL,
    run_id TEXT NOT NULL,
    as_of TEXT NOT NULL,
    plan TEXT NOT NULL,
    planned_at TEXT NOT NULL
);

-- One row a subject in breach in a run, by the key its check judges (a keyed pseudonym where it is a person).
-- Unlike results these rows expire, and erasure reaches them.
CREATE TABLE IF NOT EXISTS offenders (
    run_id TEXT NOT NULL,
    check_id TEXT NOT NULL,
    subject_key TEXT NOT NULL,
    at TEXT,
    reason TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS offenders_by_check ON offenders (check_id, run_id);
CREATE INDEX IF NOT EXISTS offenders_by_subject ON offenders (subject_key);

-- One row something that happened to a release: published, refused, held back, or its file deleted; sha256 is
-- the file's, reasons a JSON list of texts without values.
CREATE TABLE IF NOT EXISTS release_events (
    run_id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('published', 'held', 'refused', 'withdrawn', 'expired', 'removed')),
    at TEXT NOT NULL,
    sha256 TEXT,
    reasons TEXT NOT NULL
);

CREATE TRIGGER IF NOT EXISTS release_events_are_final BEFORE UPDATE ON release_events
BEGIN SELECT RAISE(ABORT, 'release events are append-only'); END;
CREATE TRIGGER IF NOT EXISTS release_events_stay BEFORE DELETE ON release_events
BEGIN SELECT RAISE(ABORT, 'release events are append-only'); END;
