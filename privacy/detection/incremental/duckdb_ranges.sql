-- One row a range of rows of a DuckDB table: its number, its rows, and the sum of a hash of each row.
SELECT row_.rowid // {span} AS chunk, count(*) AS row_count, sum(hash(row_))::VARCHAR AS hash_sum
FROM {table} AS row_
GROUP BY ALL
