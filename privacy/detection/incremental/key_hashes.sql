-- One row a key: its hash. The first part lends the keys the types of the table's own.
SELECT {key_hash} AS key_hash
FROM (
    SELECT {key_columns} FROM {table} WHERE 1 = 0
    UNION ALL
    {keys}
) AS wanted
