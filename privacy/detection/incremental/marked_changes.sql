-- One row a row of a table that changed since a mark: its hashes, its mark as text, its columns; the oldest first.
SELECT {key_hash} AS key_hash, {mark_hash} AS mark_hash, {mark_text} AS mark_text, {columns}
FROM {table}
WHERE {condition}
ORDER BY {mark}
LIMIT {limit}
