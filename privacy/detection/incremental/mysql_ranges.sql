-- One row a range of keys of a table: its number, its rows, and the sum of a hash of each row.
SELECT
    CAST({key} DIV {span} AS CHAR) AS chunk,
    COUNT(*) AS row_count,
    CAST(SUM({row_hash}) AS CHAR) AS hash_sum
FROM {table}
GROUP BY {key} DIV {span}
