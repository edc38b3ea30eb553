-- One row: what a writer must know of one table before it touches it. %(table)s is its quoted name.
SELECT
    c.relkind::text AS kind,
    c.relhasrules AS has_rules,
    c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid) AS has_heirs,
    has_table_privilege(c.oid, 'SELECT') AS may_read,
    has_table_privilege(c.oid, 'DELETE') AS may_delete,
    has_any_column_privilege(c.oid, 'UPDATE') AS may_lock,
    has_database_privilege(current_database(), 'TEMP') AS may_stage,
    -- The columns of each index that covers all rows, in order; an expression is an empty name.
    (SELECT coalesce(jsonb_agg((SELECT jsonb_agg(coalesce(a.attname::text, '') ORDER BY p.position)
                                  FROM unnest(i.indkey[:i.indnkeyatts - 1]) WITH ORDINALITY AS p (attnum, position)
                                  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.attnum)), '[]')
       FROM pg_index i
      WHERE i.indrelid = c.oid AND i.indpred IS NULL AND i.indisvalid) AS indexes,
    -- Triggers that fire when rows are inserted (4), deleted (8) or updated (16).
    (SELECT coalesce(array_agg(ARRAY[n.nspname || '.' || c.relname || '.' || t.tgname, t.tgtype::text]), '{}')
       FROM pg_trigger t
      WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgtype & 28 <> 0) AS triggers
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = to_regclass(%(table)s)
