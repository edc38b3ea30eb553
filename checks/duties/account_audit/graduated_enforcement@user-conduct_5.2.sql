-- One row per permanent exclusion of a user decided in the last $window_days, and one per suspected crime on which a
-- measure was taken in that time.
-- An exclusion is permanent when the account is ended, or suspended without an end. It is in breach unless the
-- violation it answers is serious, or the user had at least $repeats confirmed violations by then. A suspected crime
-- is in breach when it was decided upon and not handed over to the authorities.
WITH decided AS (
    SELECT
        penalty.*,
        penalty.measure = 'termination' OR (penalty.measure = 'suspension' AND penalty.ends_at IS NULL) AS is_permanent
    FROM entities.penalties AS penalty
    WHERE penalty.decided_at BETWEEN $as_of - to_days($window_days) AND $as_of
),
judged AS (
    SELECT
        'exclusion/' || penalty.id AS subject_key,
        penalty.decided_at AS at,
        CASE
            WHEN coalesce(bool_or(violation.id = penalty.violation_id AND violation.severity = 'serious'), FALSE) THEN NULL
            WHEN count(violation.id) < $repeats THEN 'not_serious'
        END AS reason
    FROM decided AS penalty
    LEFT JOIN entities.violations AS violation
        ON violation.user_id = penalty.user_id AND violation.confirmed_at <= penalty.decided_at
    WHERE penalty.is_permanent
    GROUP BY penalty.id, penalty.decided_at
    UNION ALL
    SELECT
        'crime/' || violation.id,
        min(penalty.decided_at),
        CASE WHEN bool_and(penalty.measure <> 'referral') THEN 'not_handed_over' END
    FROM entities.violations AS violation
    JOIN decided AS penalty ON penalty.violation_id = violation.id
    WHERE violation.suspected_crime AND violation.confirmed_at <= $as_of
    GROUP BY violation.id
)
SELECT subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
