-- One row per role that may log in, and the kind of hash its password is kept as; no hash leaves the server.
SELECT
    rolname::text AS login,
    CASE
        WHEN rolpassword IS NULL THEN 'none'
        WHEN rolpassword LIKE 'SCRAM-SHA-256$%' THEN 'SCRAM-SHA-256'
        WHEN rolpassword LIKE 'md5%' THEN 'MD5'
        ELSE 'unknown'
    END AS password_hash
FROM pg_authid
WHERE rolcanlogin
