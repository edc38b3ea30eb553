-- One row: how this session reached the server, and what the server is set to.
SELECT
    (SELECT variable_value FROM {status} WHERE variable_name = 'Ssl_version') AS tls_version,
    (SELECT variable_value FROM {status} WHERE variable_name = 'Ssl_server_not_after') AS certificate_expires,
    @@tls_version AS tls_versions,
    @@require_secure_transport AS requires_tls,
    @@bind_address AS listens,
    @@skip_networking AS is_offline,
    {offers_tls} AS offers_tls,
    {encrypts} AS encrypts
