-- One row per prepaid balance at a provider found to have vanished in the last $window_days, or earlier while no case
-- was opened for it, that can be judged by now. A case of recovery or compensation must be opened within
-- $opening_days of the finding (exactly then is in time).
WITH cases AS (
    SELECT prepayment_id, min(opened_at) AS opened_at
    FROM entities.recovery_cases
    WHERE opened_at <= $as_of
    GROUP BY prepayment_id
),
judged AS (
    SELECT
        prepayment.id,
        vanished.found_at,
        cases.opened_at,
        CASE
            WHEN cases.opened_at > vanished.found_at + to_days($opening_days) THEN 'opened_late'
            WHEN cases.opened_at IS NULL AND vanished.found_at + to_days($opening_days) < $as_of THEN 'no_case'
        END AS reason
    FROM entities.provider_disappearances AS vanished
    INNER JOIN entities.prepayments AS prepayment ON prepayment.provider_id = vanished.provider_id
    LEFT JOIN cases ON cases.prepayment_id = prepayment.id
    WHERE vanished.found_at <= $as_of AND prepayment.paid_at <= $as_of AND prepayment.amount > 0
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, found_at AS at, reason
FROM judged
WHERE (opened_at IS NULL OR found_at >= $as_of - to_days($window_days))
    AND (opened_at IS NOT NULL OR reason IS NOT NULL)
