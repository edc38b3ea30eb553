-- One row per plan that a member subscribed to.
SELECT
    sub_no AS id,
    member_no AS user_id,
    plan_code AS product,
    pay_flag AS paid,
    contract_no AS contract_id,
    order_time AS ordered_at,
    confirm_time AS confirmed_at,
    promise_time AS promised_at,
    open_time AS started_at,
    close_time AS ended_at
FROM app.public.t_subscription
