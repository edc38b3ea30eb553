-- One row per refund.
SELECT
    refund_no AS id,
    order_no AS order_id,
    CAST(refund_amount AS DOUBLE) AS amount,
    deduct_note AS deduction_note,
    apply_time AS requested_at,
    approve_time AS approved_at,
    pay_time AS paid_at
FROM app.public.t_refund
