-- One row a column of a primary or foreign key of a MySQL or MariaDB server, with its position in the key.
SELECT
    CASE k.constraint_name WHEN 'PRIMARY' THEN 'primary' ELSE 'foreign' END AS kind,
    CONVERT(k.constraint_name USING utf8mb4) AS constraint_name,
    CONVERT(CONCAT(k.table_schema, '.', k.table_name) USING utf8mb4) AS table_name,
    CONVERT(k.column_name USING utf8mb4) AS key_column,
    CONVERT(CONCAT(k.referenced_table_schema, '.', k.referenced_table_name) USING utf8mb4) AS to_table,
    CONVERT(k.referenced_column_name USING utf8mb4) AS to_column,
    k.ordinal_position AS position
FROM information_schema.key_column_usage k
WHERE (k.constraint_name = 'PRIMARY' OR k.referenced_table_name IS NOT NULL)
  AND k.table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')
