-- One row a row of one range of blocks of a table, its hash first.
SELECT {row_hash} AS row_hash, {columns}
FROM ONLY {table}
WHERE {condition}
