-- One row: the only chunk of a table whose store offers no smaller ones, its rows and the sum of a hash of each.
SELECT 0 AS chunk, count(*) AS row_count, coalesce(sum(hash(row_)), 0)::VARCHAR AS hash_sum
FROM {table} AS row_
