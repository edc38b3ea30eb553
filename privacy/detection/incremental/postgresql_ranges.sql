-- One row a range of blocks of a table: its first block, its rows, and the sum of a hash of each row.
-- The hash is seeded with the row's place, so that a row that moves counts as a change. Each range is one TID range scan.
SELECT
    block.first_block::text AS chunk,
    content.row_count,
    content.hash_sum::text AS hash_sum
FROM generate_series(
    0, pg_relation_size('{relation}') / current_setting('block_size')::bigint, {blocks}
) AS block (first_block)
CROSS JOIN LATERAL (
    SELECT count(*) AS row_count, coalesce(sum({row_hash}), 0) AS hash_sum
    FROM ONLY {table}
    WHERE ctid >= format('(%s,0)', block.first_block)::tid
      AND ctid < format('(%s,0)', block.first_block + {blocks})::tid
) AS content
