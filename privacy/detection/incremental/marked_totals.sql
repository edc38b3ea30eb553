-- One row: how many rows a table has, and the exclusive or of the hashes of their keys and marks.
SELECT COUNT(*) AS row_count, {mark_parity} AS mark_parity
FROM {table}
