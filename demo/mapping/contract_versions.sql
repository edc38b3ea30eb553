-- One row per version of a plan contract.
SELECT
    CAST(version_id AS VARCHAR) AS id,
    contract_no AS contract_id,
    version_no AS number,
    notice_time AS notified_at,
    agree_time AS consented_at,
    effective_time AS effective_at,
    cancel_time AS withdrawn_at
FROM app.public.t_contract_version
