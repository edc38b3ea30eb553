-- One row a column that the server itself sets anew with every update of its row.
SELECT CONVERT(c.column_name USING utf8mb4) AS column_name
FROM information_schema.columns AS c
WHERE c.table_schema = '{schema}' AND c.table_name = '{table}'
  AND LOWER(c.extra) LIKE '%on update current_timestamp%'
ORDER BY c.ordinal_position
