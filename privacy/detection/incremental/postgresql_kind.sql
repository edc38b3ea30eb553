-- One row: whether a table can be read by block ranges. Views, foreign and partitioned tables have no blocks of
-- their own, a table with children shows theirs, and TID range scans and record hashes came with version 14.
SELECT
    relkind IN ('r', 'm')
    AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = pg_class.oid)
    AND current_setting('server_version_num')::int >= 140000 AS has_blocks
FROM pg_class
WHERE oid = '{relation}'::regclass
