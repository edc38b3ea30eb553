-- One row per merchant and monthly rating.
SELECT
    merchant_no AS provider_id,
    period,
    CAST(score AS DOUBLE) AS score,
    CAST(rank_no AS BIGINT) AS rank,
    compute_time AS computed_at
FROM app.public.t_merchant_rating
