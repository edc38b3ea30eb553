-- One row a range of keys that a table has rows in: its number.
SELECT CAST({key} DIV {span} AS CHAR) AS page
FROM {table}
GROUP BY {key} DIV {span}
ORDER BY {key} DIV {span}
