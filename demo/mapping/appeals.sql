-- One row per appeal of a member against a measure.
SELECT
    appeal_no AS id,
    penalty_no AS penalty_id,
    member_no AS user_id,
    decider_no AS decided_by,
    CASE outcome WHEN 'KEEP' THEN 'upheld' WHEN 'CHANGE' THEN 'changed' WHEN 'REVOKE' THEN 'revoked' END AS outcome,
    receive_time AS received_at,
    decide_time AS decided_at
FROM app.public.t_penalty_appeal
