-- The role that the compliance platform connects with: it reads tables and catalogs, and changes nothing.
-- Roles of staff are made from the roster; see demo/load.py.
CREATE ROLE quanyi_reader LOGIN;
ALTER ROLE quanyi_reader SET default_transaction_read_only = on;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO quanyi_reader;
