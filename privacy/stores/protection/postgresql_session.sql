-- One row: how this session reached the server, what the server is set to, and what this login may look up.
-- A setting that the login may not see is NULL.
SELECT
    inet_server_addr()::text AS server_address,
    tls.ssl AS is_encrypted,
    tls.version AS tls_version,
    (SELECT setting FROM pg_settings WHERE name = 'listen_addresses') AS listens,
    (SELECT setting = 'on' FROM pg_settings WHERE name = 'ssl') AS offers_tls,
    (SELECT setting FROM pg_settings WHERE name = 'ssl_min_protocol_version') AS oldest_tls,
    has_table_privilege('pg_catalog.pg_hba_file_rules', 'SELECT')
        AND has_function_privilege('pg_catalog.pg_hba_file_rules()', 'EXECUTE') AS may_see_rules,
    has_column_privilege('pg_catalog.pg_authid', 'rolpassword', 'SELECT') AS may_see_hashes,
    coalesce(has_function_privilege(to_regprocedure('quanyi_password_kinds()')::oid, 'EXECUTE'), FALSE)
        AS may_see_kinds
FROM pg_stat_ssl AS tls
WHERE tls.pid = pg_backend_pid()
