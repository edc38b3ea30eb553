-- One row per complaint of quality.
SELECT
    ticket_no AS complaint_id,
    merchant_no AS provider_id,
    CASE issue_kind WHEN 'SHODDY' THEN 'substandard' ELSE 'other' END AS kind
FROM app.public.t_quality_case
