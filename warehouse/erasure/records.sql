-- What is known of deletion plans besides the plans themselves, in the control store. One statement a table.

-- One row a person on whose rows a plan acts, by keyed pseudonym, with the duty and its deadline.
-- Gone when the plan is carried out and certified, or has waited too long.
CREATE TABLE IF NOT EXISTS plan_subjects (
    plan_hash TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    trigger TEXT NOT NULL,
    due_at TEXT,                -- NULL where only a retention limit asks for it
    PRIMARY KEY (plan_hash, subject_id, trigger)
) WITHOUT ROWID;

-- One row whoever asked for a plan: none of them may approve it.
CREATE TABLE IF NOT EXISTS plan_requesters (
    plan_hash TEXT NOT NULL,
    requester TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    PRIMARY KEY (plan_hash, requester)
) WITHOUT ROWID;

-- One row an approval, signed; document is its JSON.
CREATE TABLE IF NOT EXISTS approvals (
    approval_id TEXT PRIMARY KEY,
    plan_hash TEXT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS approvals_by_plan ON approvals (plan_hash);

-- One row an execution's certificate: its kind and the ledger head that sealed it.
CREATE TABLE IF NOT EXISTS certificates (
    execution_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    head TEXT NOT NULL,
    sealed_at TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (execution_id, kind)
);
