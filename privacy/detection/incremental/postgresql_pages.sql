-- One row a range of blocks of a table: its first block.
SELECT first_block::text AS first_block
FROM generate_series(
    0, pg_relation_size('{relation}') / current_setting('block_size')::bigint, {blocks}
) AS block (first_block)
