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

-- One row a table that is compared row by row: what is known of it as a whole, as `row_memory` seals it.
CREATE TABLE IF NOT EXISTS row_tables (
    store TEXT NOT NULL,
    table_name TEXT NOT NULL,
    state BLOB NOT NULL,
    PRIMARY KEY (store, table_name)
) WITHOUT ROWID;

-- One row a segment of a table that is compared row by row: its rows' hashes, sealed, and what each row adds.
CREATE TABLE IF NOT EXISTS row_segments (
    id INTEGER PRIMARY KEY,
    store TEXT NOT NULL,
    table_name TEXT NOT NULL,
    hashes BLOB NOT NULL,
    classes BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS row_segments_of_table ON row_segments (store, table_name, id);
