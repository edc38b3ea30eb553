-- One row a column of one table, in order. Parameters: schema, table.
SELECT
    COLUMN_NAME,
    DATA_TYPE,
    IS_NULLABLE = 'NO',
    COALESCE(GENERATION_EXPRESSION, '') <> '',
    CHARACTER_MAXIMUM_LENGTH,
    CHARACTER_SET_NAME IS NOT NULL,
    EXTRA LIKE '%%on update%%'
FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s
ORDER BY ORDINAL_POSITION
