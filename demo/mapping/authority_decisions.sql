-- One row per decision of an authority.
SELECT
    decision_no AS id,
    CASE target_type WHEN 'ORG' THEN 'provider' WHEN 'TRAINER' THEN 'trainer' ELSE 'user' END AS respondent,
    CASE decision_kind WHEN 'PENALTY' THEN 'penalty' ELSE 'correction' END AS kind,
    receive_time AS received_at,
    due_date AS due_at,
    file_time AS filed_at,
    done_time AS done_at,
    CAST(fine_amount AS DOUBLE) AS fine,
    pay_time AS paid_at,
    correct_time AS corrected_at
FROM app.public.t_authority_decision
