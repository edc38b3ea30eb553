-- One row per inspection of a merchant or assessment of its teaching.
SELECT
    CAST(check_id AS VARCHAR) AS id,
    merchant_no AS provider_id,
    CASE check_kind WHEN 'FOOD' THEN 'food_safety' WHEN 'TEACH' THEN 'teaching' END AS kind,
    check_time AS inspected_at,
    CASE WHEN passed THEN 'passed' ELSE 'failed' END AS result,
    CAST(score AS DOUBLE) AS score,
    fix_time AS issue_closed_at
FROM app.public.t_merchant_check
