-- One row per acceptance of the service agreement by the holder of an account.
SELECT
    CAST(accept_id AS VARCHAR) AS id,
    account_no AS account_id,
    version_no AS version,
    show_time AS shown_at,
    accept_time AS accepted_at
FROM app.public.t_agreement_accept
