-- One row per way into a store of users' data, and per transfer of personal information in the last $window_days.
-- In breach when data may travel in plain text, by TLS older than $minimum_tls, or under an expired certificate. A
-- socket or the loopback address does not leave the host. A file that is itself encrypted may go by any protocol.
WITH ways AS (
    SELECT
        store || '/' || name AS subject_key,
        CAST(NULL AS TIMESTAMP) AS at,
        CASE
            WHEN transport = 'plain' THEN 'plain'
            WHEN transport = 'optional' THEN 'encryption_optional'
            WHEN tls_version IS NOT NULL
                AND CAST(coalesce(nullif(regexp_extract(tls_version, '\d+\.\d+'), ''), '1.0') AS DOUBLE) < $minimum_tls
                THEN 'old_tls'
            WHEN certificate_expires_at <= $as_of THEN 'certificate_expired'
        END AS reason,
        transport = 'unknown'
            OR (transport = 'tls' AND kind <> 'way_in' AND tls_version IS NULL)
            OR (transport = 'tls' AND kind = 'session' AND certificate_expires_at IS NULL AND NOT is_verified)
            AS is_unknown
    FROM entities.connections
),
transfers AS (
    SELECT
        'transfer:' || id AS subject_key,
        "at",
        CASE
            WHEN payload_algorithm IS NOT NULL OR protocol = 'sftp' THEN NULL
            WHEN protocol IN ('http', 'ftp') THEN 'plain'
            WHEN protocol = 'other' THEN NULL
            WHEN CAST(coalesce(nullif(regexp_extract(tls_version, '\d+\.\d+'), ''), '1.0') AS DOUBLE) < $minimum_tls
                AND tls_version IS NOT NULL
                THEN 'old_tls'
            WHEN certificate_expires_at <= "at" THEN 'certificate_expired'
        END AS reason,
        payload_algorithm IS NULL
            AND (
                protocol = 'other'
                OR (protocol IN ('https', 'ftps') AND (tls_version IS NULL OR certificate_expires_at IS NULL))
            ) AS is_unknown
    FROM entities.data_transfers
    WHERE is_personal AND "at" BETWEEN $as_of - to_days($window_days) AND $as_of
),
judged AS (
    SELECT * FROM ways
    UNION ALL
    SELECT * FROM transfers
)
SELECT
    subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN NOT is_unknown THEN FALSE END AS in_breach,
    "at",
    reason
FROM judged
