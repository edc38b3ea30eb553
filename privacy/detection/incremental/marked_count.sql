-- One row: how many rows have a mark in question.
SELECT COUNT(*) AS row_count
FROM {table}
WHERE {condition}
