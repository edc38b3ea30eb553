-- One row a row of a table, its hash first.
SELECT hash(row_) AS row_hash, *
FROM {table} AS row_
