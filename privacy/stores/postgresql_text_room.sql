-- One row a column of a PostgreSQL database that does not take a text of any length: `room` is how many characters
-- it takes, and 0 where its values have a form of their own (JSON, UUID, an enumeration, a number).
SELECT
    n.nspname || '.' || c.relname AS table_name,
    a.attname::text AS column_name,
    CASE WHEN t.typcategory <> 'S' THEN 0 ELSE b.length END AS room
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
CROSS JOIN LATERAL (
    -- A domain carries the length of its base type.
    SELECT
        CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END AS type,
        CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END - 4 AS length
) b
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND (t.typcategory <> 'S' OR (b.type IN ('varchar'::regtype, 'bpchar'::regtype) AND b.length > 0))
