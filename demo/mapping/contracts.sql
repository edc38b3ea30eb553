-- One row per contract for a plan.
SELECT
    contract_no AS id,
    member_no AS user_id,
    CASE contract_status WHEN 'A' THEN 'active' ELSE 'ended' END AS status,
    sign_time AS signed_at
FROM app.public.t_contract
