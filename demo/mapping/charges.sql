-- One row per charge.
SELECT
    charge_no AS id,
    member_no AS user_id,
    sub_no AS subscription_id,
    tariff_code,
    CAST(quantity AS DOUBLE) AS quantity,
    CAST(amount AS DOUBLE) AS amount,
    period_start AS service_from,
    charge_time AS charged_at
FROM app.public.t_charge
