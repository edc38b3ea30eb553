-- One row a column of one table, in order. %(table)s is its quoted name.
SELECT
    a.attname::text AS name,
    a.attnotnull AS not_null,
    a.attgenerated <> '' AS generated,
    t.typcategory = 'S' AS is_text,
    CASE WHEN a.atttypid IN ('varchar'::regtype, 'bpchar'::regtype) AND a.atttypmod > 4
         THEN a.atttypmod - 4 END AS longest,
    has_column_privilege(a.attrelid, a.attnum, 'UPDATE') AS may_change
FROM pg_attribute a
JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = to_regclass(%(table)s) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
