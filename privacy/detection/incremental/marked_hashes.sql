-- One row a row of a table whose second hash lies in a range: the hash of its key, and of its key and mark.
SELECT key_hash, mark_hash
FROM (SELECT {key_hash} AS key_hash, {mark_hash} AS mark_hash FROM {table}) AS hashed
WHERE mark_hash BETWEEN {first} AND {last}
