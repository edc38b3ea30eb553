-- One row per version of a tariff.
SELECT
    tariff_no AS id,
    tariff_code AS code,
    CAST(unit_price AS DOUBLE) AS price,
    publish_time AS published_at,
    effect_time AS effective_at,
    expire_time AS expires_at
FROM app.public.t_tariff
