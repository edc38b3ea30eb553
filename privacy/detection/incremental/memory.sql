-- One row a chunk that was scanned: what it amounts to, as `codec` packs it. `setting` names the recognizers and
-- the columns it was scanned with.
CREATE TABLE IF NOT EXISTS chunk_tallies (
    store TEXT NOT NULL,
    table_name TEXT NOT NULL,
    setting TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    tally BLOB NOT NULL,
    PRIMARY KEY (store, table_name, setting, fingerprint)
) WITHOUT ROWID;

-- One row a table of the latest scan: how much of it was read again, and why.
CREATE TABLE IF NOT EXISTS coverage (
    store TEXT NOT NULL,
    table_name TEXT NOT NULL,
    run_id TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (store, table_name)
) WITHOUT ROWID;
