-- One row: whether a column can serve as change mark, being indexed in front and never null.
SELECT
    attnotnull AS is_not_null,
    EXISTS (
        SELECT FROM pg_index
        JOIN pg_class AS index_ ON index_.oid = pg_index.indexrelid
        JOIN pg_am ON pg_am.oid = index_.relam
        WHERE pg_index.indrelid = pg_attribute.attrelid
          AND pg_index.indkey[0] = pg_attribute.attnum
          AND pg_index.indisvalid
          AND pg_index.indpred IS NULL
          AND pg_am.amname = 'btree'
    ) AS is_indexed
FROM pg_attribute
WHERE attrelid = '{relation}'::regclass AND attname = '{column}' AND NOT attisdropped
