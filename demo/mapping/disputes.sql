-- One row per dispute about a heat bill.
SELECT
    dispute_no AS id,
    bill_no AS bill_id,
    open_time AS opened_at,
    talk_time AS negotiated_at,
    close_time AS closed_at
FROM app.public.t_bill_dispute
