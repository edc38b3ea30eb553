-- One row per supply stop, and per contract ended as a measure, in the last $window_days.
-- In breach unless the violation it answers is serious and confirmed by then, and the user had been warned for a
-- violation of the same rule before. A warning by word of mouth counts once it is recorded.
WITH warnings AS (
    SELECT violation.user_id, violation.rule_id, min(penalty.decided_at) AS warned_at
    FROM entities.penalties AS penalty
    JOIN entities.violations AS violation ON violation.id = penalty.violation_id
    WHERE penalty.measure = 'warning'
    GROUP BY violation.user_id, violation.rule_id
),
judged AS (
    SELECT
        penalty.id,
        penalty.decided_at,
        CASE
            WHEN coalesce(violation.severity <> 'serious' OR violation.confirmed_at > penalty.decided_at
                OR violation.confirmed_at IS NULL, TRUE) THEN 'not_serious'
            WHEN coalesce(warned.warned_at >= penalty.decided_at, TRUE) THEN 'not_warned'
        END AS reason
    FROM entities.penalties AS penalty
    LEFT JOIN entities.violations AS violation
        ON violation.id = penalty.violation_id AND violation.user_id = penalty.user_id
    LEFT JOIN warnings AS warned ON warned.user_id = violation.user_id AND warned.rule_id = violation.rule_id
    WHERE penalty.measure IN ('supply_stop', 'contract_end')
        AND penalty.decided_at BETWEEN $as_of - to_days($window_days) AND $as_of
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, decided_at AS at, reason
FROM judged
