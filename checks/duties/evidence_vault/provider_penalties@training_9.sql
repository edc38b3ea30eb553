-- One row per administrative penalty of a training body. It is on file; once its due day is over there is proof that
-- the fine was paid, where there is one, and that the fault was corrected.
WITH penalties AS (
    SELECT
        id,
        received_at,
        CASE
            WHEN filed_at IS NULL OR filed_at > $as_of THEN 'not_filed'
            WHEN due_at >= date_trunc('day', $as_of) THEN NULL
            WHEN fine > 0 AND (paid_at IS NULL OR paid_at > $as_of) THEN 'unpaid'
            WHEN corrected_at IS NULL OR corrected_at > $as_of THEN 'uncorrected'
        END AS reason
    FROM entities.authority_decisions
    WHERE kind = 'penalty' AND respondent = 'provider' AND received_at <= $as_of
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, received_at AS at, reason
FROM penalties
