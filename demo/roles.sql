-- The role that the compliance platform connects with: it reads tables and catalogs, and changes nothing.
-- Roles of staff are made from the roster; see demo/load.py.
CREATE ROLE quanyi_reader LOGIN;
ALTER ROLE quanyi_reader SET default_transaction_read_only = on;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO quanyi_reader;
-- It sees the rules about who may connect how, and of each login's password only the kind of its hash.
GRANT SELECT ON pg_hba_file_rules TO quanyi_reader;
GRANT EXECUTE ON FUNCTION pg_hba_file_rules() TO quanyi_reader;
CREATE FUNCTION quanyi_password_kinds() RETURNS TABLE (login text, password_hash text)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT rolname, CASE
        WHEN rolpassword IS NULL THEN 'none'
        WHEN rolpassword LIKE 'SCRAM-SHA-256$%' THEN 'SCRAM-SHA-256'
        WHEN rolpassword LIKE 'md5%' THEN 'MD5'
        ELSE 'unknown'
    END
    FROM pg_authid WHERE rolcanlogin
$$;
REVOKE ALL ON FUNCTION quanyi_password_kinds() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION quanyi_password_kinds() TO quanyi_reader;
