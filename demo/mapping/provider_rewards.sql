-- One row per reward or demotion after a rating.
SELECT
    CAST(award_id AS VARCHAR) AS id,
    merchant_no AS provider_id,
    period,
    CASE award_kind WHEN 'UP' THEN 'reward' WHEN 'DOWN' THEN 'penalty' END AS kind,
    award_time AS decided_at
FROM app.public.t_merchant_award
