-- One row per version of the service agreement.
SELECT version_no AS version, effective_time AS effective_at, end_time AS ended_at
FROM app.public.t_agreement_version
