-- One row a column of a MySQL or MariaDB server that does not take a text of any length: `room` is how many
-- characters it takes, and 0 where its values have a form of their own (JSON, an enumeration, a number).
SELECT
    CONVERT(CONCAT(table_schema, '.', table_name) USING utf8mb4) AS table_name,
    CONVERT(column_name USING utf8mb4) AS column_name,
    CAST(CASE WHEN data_type IN ('char', 'varchar', 'tinytext') THEN character_maximum_length ELSE 0 END AS SIGNED)
        AS room
FROM information_schema.columns
WHERE table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')
  AND data_type NOT IN ('text', 'mediumtext', 'longtext')
