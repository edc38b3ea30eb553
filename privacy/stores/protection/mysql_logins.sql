-- One row per login of the server and host it may come from; of its password only the way it is kept.
SELECT
    CAST(user AS char) AS login,
    CAST(host AS char) AS host_pattern,
    super_priv = 'Y' AS is_superuser,
    ssl_type <> '' AS needs_tls,
    CAST(CASE WHEN plugin = '' THEN 'mysql_native_password' ELSE plugin END AS char) AS plugin,
    authentication_string = '' AS has_no_password
FROM mysql.user
ORDER BY login, host
