-- One row per case about the balance of a prepaid card.
SELECT
    case_no AS id,
    card_no AS prepayment_id,
    CASE case_kind WHEN 'CHASE' THEN 'recovery' WHEN 'PAYOUT' THEN 'compensation' END AS kind,
    open_time AS opened_at,
    close_time AS closed_at
FROM app.public.t_recover_case
