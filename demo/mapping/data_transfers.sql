-- One row per transfer of files or through an interface.
SELECT
    CAST(run_id AS VARCHAR) AS id,
    CASE protocol WHEN 'HTTPS' THEN 'https' WHEN 'SFTP' THEN 'sftp' WHEN 'FTPS' THEN 'ftps' WHEN 'FTP' THEN 'ftp' WHEN 'HTTP' THEN 'http'
        ELSE 'other' END AS protocol,
    tls_ver AS tls_version,
    cert_expire AS certificate_expires_at,
    file_cipher AS payload_algorithm,
    has_pii AS is_personal,
    run_time AS at
FROM app.public.t_feed_run
