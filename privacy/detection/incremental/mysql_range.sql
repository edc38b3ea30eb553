-- One row a row of one range of keys of a table, its hash first, in the order of the keys.
SELECT {row_hash} AS row_hash, {columns}
FROM {table}
WHERE {condition}
ORDER BY {order}
