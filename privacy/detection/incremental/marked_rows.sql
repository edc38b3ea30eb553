-- One row a row of a table: the hash of its key, and of its key and mark, in front of its columns.
SELECT {key_hash} AS key_hash, {mark_hash} AS mark_hash, {columns}
FROM {table}
WHERE {condition}
