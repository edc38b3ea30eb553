-- One row a foreign key that refers to one table and acts by itself when a row there goes or changes.
-- %(table)s is the table's quoted name.
SELECT
    k.conname::text AS name,
    k.conrelid::regclass::text AS child,
    k.confdeltype IN ('c', 'n', 'd') AS acts_on_delete,
    k.confupdtype IN ('c', 'n', 'd') AS acts_on_update,
    (SELECT array_agg(a.attname::text ORDER BY p.position)
       FROM unnest(k.conkey) WITH ORDINALITY AS p (attnum, position)
       JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.attnum) AS columns,
    (SELECT array_agg(a.attname::text ORDER BY p.position)
       FROM unnest(k.confkey) WITH ORDINALITY AS p (attnum, position)
       JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = p.attnum) AS to_columns,
    k.conrelid = k.confrelid AS to_itself
FROM pg_constraint k
WHERE k.contype = 'f' AND k.confrelid = to_regclass(%(table)s) AND k.conparentid = 0
  AND (k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd'))
