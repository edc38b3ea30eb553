-- One row per measure that was taken against a user in the last $window_days.
-- In breach when it is none of the measures that the clauses list, when it answers no violation of that user that had
-- been confirmed by then, or when the rulebook in force did not allow it for that rule and severity.
WITH judged AS (
    SELECT
        penalty.id,
        penalty.decided_at,
        CASE
            WHEN penalty.measure = 'other' THEN 'not_listed'
            WHEN coalesce(violation.confirmed_at > penalty.decided_at, TRUE) THEN 'no_violation'
            WHEN NOT EXISTS (
                SELECT 1
                FROM entities.rules AS rule
                WHERE rule.id = violation.rule_id
                    AND rule.severity = violation.severity
                    AND rule.measure = penalty.measure
                    AND rule.effective_at <= penalty.decided_at
                    AND coalesce(rule.ended_at > penalty.decided_at, TRUE)
            ) THEN 'not_allowed'
        END AS reason
    FROM entities.penalties AS penalty
    LEFT JOIN entities.violations AS violation
        ON violation.id = penalty.violation_id AND violation.user_id = penalty.user_id
    WHERE penalty.decided_at BETWEEN $as_of - to_days($window_days) AND $as_of
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, decided_at AS at, reason
FROM judged
