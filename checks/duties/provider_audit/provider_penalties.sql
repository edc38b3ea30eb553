-- One row per confirmed violation of a provider that was decided on in the last $window_days, or is overdue and
-- undecided. A decision is due within $decision_days of the confirmation (exactly then is in time) and must fit: a
-- serious violation takes more than a warning, and a violation without any penalty needs recorded grounds.
WITH decisions AS (
    SELECT
        violation_id,
        min(decided_at) AS decided_at,
        bool_or(kind IN ('fine', 'suspension', 'removal')) AS is_hard,
        bool_or(kind <> 'none') AS is_penalty,
        bool_or(kind = 'none' AND grounds_state = 'present') AS is_founded
    FROM entities.provider_penalties
    WHERE decided_at <= $as_of
    GROUP BY violation_id
),
judged AS (
    SELECT
        violation.id,
        violation.confirmed_at,
        decisions.decided_at,
        CASE
            WHEN decisions.decided_at IS NULL THEN 'no_decision'
            WHEN NOT decisions.is_penalty AND NOT decisions.is_founded THEN 'no_grounds'
            WHEN decisions.is_penalty AND NOT decisions.is_hard AND violation.gravity = 'serious' THEN 'too_mild'
            WHEN decisions.decided_at > violation.confirmed_at + to_days($decision_days) THEN 'decided_late'
        END AS reason
    FROM entities.provider_violations AS violation
    LEFT JOIN decisions ON decisions.violation_id = violation.id
    WHERE violation.confirmed_at <= $as_of
        AND coalesce(
            decisions.decided_at >= $as_of - to_days($window_days),
            violation.confirmed_at + to_days($decision_days) < $as_of
        )
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, confirmed_at AS at, reason
FROM judged
