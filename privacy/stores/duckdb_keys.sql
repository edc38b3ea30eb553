-- One row a primary or foreign key of an attached DuckDB database, with its columns in key order.
SELECT
    CASE constraint_type WHEN 'PRIMARY KEY' THEN 'primary' ELSE 'foreign' END AS kind,
    schema_name || '.' || table_name AS table_name,
    constraint_column_names AS key_columns,
    schema_name || '.' || referenced_table AS to_table,
    referenced_column_names AS to_columns
FROM duckdb_constraints()
WHERE database_name = ?
  AND constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')
ORDER BY table_name, constraint_type
