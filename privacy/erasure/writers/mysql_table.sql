-- One row: what a writer must know of one table before it touches it. Parameters: schema, table.
SELECT t.TABLE_TYPE, t.ENGINE
FROM information_schema.TABLES t
WHERE t.TABLE_SCHEMA = %s AND t.TABLE_NAME = %s
