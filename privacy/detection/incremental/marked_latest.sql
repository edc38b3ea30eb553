-- One row: the latest mark of a table, no later than the server's own clock.
SELECT {latest} AS high_water
FROM {table}
