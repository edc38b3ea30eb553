-- One row per role that may log in; the kind of its password's hash is looked up where that is allowed.
SELECT rolname::text AS login, rolsuper AS is_superuser, 'unknown' AS password_hash
FROM pg_roles
WHERE rolcanlogin
ORDER BY login
