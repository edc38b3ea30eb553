-- The breach register, in the control store. Events are appended and never changed.

-- One row an event of an incident; detail is JSON of codes, counts and texts without personal values.
CREATE TABLE IF NOT EXISTS breach_events (
    breach_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    name TEXT NOT NULL,
    at TEXT NOT NULL,
    clerk TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (breach_id, sequence)
);
CREATE TRIGGER IF NOT EXISTS breach_events_are_final BEFORE UPDATE ON breach_events
BEGIN SELECT RAISE(ABORT, 'events of incidents are append-only'); END;
CREATE TRIGGER IF NOT EXISTS breach_events_stay BEFORE DELETE ON breach_events
BEGIN SELECT RAISE(ABORT, 'events of incidents are append-only'); END;

-- One row a person concerned by an incident, by keyed pseudonym. These rows expire, and erasure reaches them; the
-- counts they had then stay in breach_forgotten.
CREATE TABLE IF NOT EXISTS breach_subjects (
    breach_id TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    told_at TEXT,
    PRIMARY KEY (breach_id, subject_id)
);
CREATE INDEX IF NOT EXISTS breach_subjects_by_subject ON breach_subjects (subject_id);

-- One row an incident some of whose persons were removed from breach_subjects: how many, and how many were told.
CREATE TABLE IF NOT EXISTS breach_forgotten (
    breach_id TEXT PRIMARY KEY,
    listed INTEGER NOT NULL,
    told INTEGER NOT NULL
);
