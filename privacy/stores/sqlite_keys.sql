-- One row a column of a primary or foreign key of an SQLite database, with its position in the key.
-- A primary key that may hold NULL (SQLite lets those of old tables) names no row and is left out.
-- A foreign key that names no columns refers to the primary key.
SELECT
    'primary' AS kind,
    'primary' AS constraint_name,
    t.name AS table_name,
    c.name AS key_column,
    NULL AS to_table,
    NULL AS to_column,
    c.pk AS position
FROM sqlite_schema AS t
JOIN pragma_table_info(t.name) AS c
WHERE t.type = 'table'
  AND c.pk > 0
  AND NOT EXISTS (
      SELECT 1 FROM pragma_table_info(t.name) AS k
      WHERE k.pk > 0 AND k."notnull" = 0
        AND NOT (upper(k.type) = 'INTEGER' AND (SELECT count(*) FROM pragma_table_info(t.name) WHERE pk > 0) = 1)
        AND t.sql NOT LIKE '%WITHOUT ROWID%'
  )
UNION ALL
SELECT
    'foreign',
    'foreign ' || f.id,
    t.name,
    f."from",
    f."table",
    coalesce(f."to", (SELECT p.name FROM pragma_table_info(f."table") AS p WHERE p.pk = f.seq + 1)),
    f.seq
FROM sqlite_schema AS t
JOIN pragma_foreign_key_list(t.name) AS f
WHERE t.type = 'table'
