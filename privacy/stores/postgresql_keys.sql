-- One row a primary or foreign key of a PostgreSQL database, with its columns in key order.
SELECT
    CASE c.contype WHEN 'p' THEN 'primary' ELSE 'foreign' END AS kind,
    n.nspname || '.' || t.relname AS table_name,
    (SELECT array_agg(a.attname::text ORDER BY k.position)
       FROM unnest(c.conkey) WITH ORDINALITY AS k (attnum, position)
       JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum) AS key_columns,
    fn.nspname || '.' || ft.relname AS to_table,
    (SELECT array_agg(a.attname::text ORDER BY k.position)
       FROM unnest(c.confkey) WITH ORDINALITY AS k (attnum, position)
       JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.attnum) AS to_columns
FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
LEFT JOIN pg_class ft ON ft.oid = c.confrelid
LEFT JOIN pg_namespace fn ON fn.oid = ft.relnamespace
WHERE c.contype IN ('p', 'f')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
ORDER BY table_name, c.contype, c.conname
