-- One row per violation that was confirmed in the last $window_days, or earlier and not decided upon, and that is
-- decided or whose time has run out. That a user misbehaves is no breach; that nothing follows is one.
-- In breach when the first measure, or the decision to take none, came later than $answer_days after it was confirmed
-- (exactly then is in time), is overdue, or when the decision to take none gives no reason.
WITH decisions AS (
    SELECT
        violation.id,
        violation.confirmed_at,
        violation.confirmed_at + to_days($answer_days) AS due_at,
        min(penalty.decided_at) AS penalised_at,
        CASE WHEN violation.no_penalty_at <= $as_of THEN violation.no_penalty_at END AS waived_at,
        violation.no_penalty_reason_state = 'missing' AS without_reason
    FROM entities.violations AS violation
    LEFT JOIN entities.penalties AS penalty
        ON penalty.violation_id = violation.id AND penalty.user_id = violation.user_id AND penalty.decided_at <= $as_of
    WHERE violation.confirmed_at <= $as_of
    GROUP BY ALL
),
judged AS (
    SELECT
        *,
        CASE
            WHEN coalesce(least(penalised_at, waived_at), $as_of) > due_at
                THEN CASE WHEN coalesce(penalised_at, waived_at) IS NULL THEN 'not_decided' ELSE 'decided_late' END
            WHEN penalised_at IS NULL AND without_reason THEN 'no_reason'
        END AS reason
    FROM decisions
    WHERE CASE
        WHEN coalesce(penalised_at, waived_at) IS NULL THEN due_at < $as_of
        ELSE confirmed_at >= $as_of - to_days($window_days)
    END
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, confirmed_at AS at, reason
FROM judged
