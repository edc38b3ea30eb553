-- One row a column of one table, in order. %(table)s is its quoted name.
SELECT
    a.attname::text AS name,
    a.attnotnull AS not_null,
    a.attgenerated <> '' AS generated,
    t.typcategory = 'S' AS is_text,
    a.atttypid IN ('json'::regtype, 'jsonb'::regtype) AS is_json,
    CASE WHEN b.type IN ('varchar'::regtype, 'bpchar'::regtype) AND b.length > 0 THEN b.length END AS longest,
    has_column_privilege(a.attrelid, a.attnum, 'UPDATE') AS may_change
FROM pg_attribute a
JOIN pg_type t ON t.oid = a.atttypid
CROSS JOIN LATERAL (
    -- A domain carries the length of its base type.
    SELECT
        CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END AS type,
        CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END - 4 AS length
) b
WHERE a.attrelid = to_regclass(%(table)s) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
