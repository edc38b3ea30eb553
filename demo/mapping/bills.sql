-- One row per heat bill.
SELECT
    bill.bill_no AS id,
    heated.member_no AS user_id,
    'heat' AS service,
    CAST(bill.amount AS DOUBLE) AS amount,
    bill.issue_time AS issued_at,
    bill.due_date AS due_at,
    bill.pay_time AS paid_at,
    bill.remind_time AS reminded_at
FROM app.public.t_heat_bill AS bill
JOIN app.public.t_heat_user AS heated ON heated.heat_no = bill.heat_no
