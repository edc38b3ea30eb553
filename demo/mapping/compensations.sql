-- One row per compensation or improvement.
SELECT
    comp_no AS id,
    ticket_no AS complaint_id,
    order_no AS order_id,
    CASE comp_kind
        WHEN 'COUPON' THEN 'voucher'
        WHEN 'POINT' THEN 'points'
        WHEN 'CASH' THEN 'cash'
        WHEN 'REFUND' THEN 'refund'
        WHEN 'REDO' THEN 'redelivery'
        WHEN 'IMPROVE' THEN 'improvement'
    END AS kind,
    CAST(amount AS DOUBLE) AS amount,
    grant_time AS granted_at,
    pay_time AS paid_at
FROM app.public.t_compensation
