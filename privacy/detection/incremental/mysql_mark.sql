-- One row: whether a column can serve as change mark, being indexed in front and never null.
SELECT
    c.is_nullable = 'NO' AS is_not_null,
    EXISTS (
        SELECT 1
        FROM information_schema.statistics AS s
        WHERE s.table_schema = c.table_schema
          AND s.table_name = c.table_name
          AND s.column_name = c.column_name
          AND s.seq_in_index = 1
          AND s.index_type = 'BTREE'
          AND s.sub_part IS NULL
    ) AS is_indexed
FROM information_schema.columns AS c
WHERE c.table_schema = '{schema}' AND c.table_name = '{table}' AND c.column_name = '{column}'
