-- One row a row of one range of rows of a DuckDB table, its hash first.
SELECT hash(row_) AS row_hash, *
FROM {table} AS row_
WHERE row_.rowid >= {first} AND row_.rowid < {end}
