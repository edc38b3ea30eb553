-- One row a person who was erased, by a keyed hash of the key of the person's own row.
CREATE TABLE IF NOT EXISTS suppressed (
    keyed TEXT PRIMARY KEY,
    trigger TEXT NOT NULL,     -- the duty of retention.yaml it was done for
    due_at TEXT NOT NULL,      -- when that duty arose
    basis TEXT NOT NULL,       -- why we may remember at all
    expires_at TEXT NOT NULL   -- after it no backup can hold the person any more
);
