-- One row: the smallest and largest value of a key's first column, which is a whole number, and the server's version.
SELECT MIN({key}) AS smallest, MAX({key}) AS largest, VERSION() AS version
FROM {table}
