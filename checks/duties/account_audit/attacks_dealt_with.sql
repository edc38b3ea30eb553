-- One row per attack on the network of $target that was traced to an account in the last $window_days, or earlier and
-- not answered, and that is answered or whose time has run out.
-- In breach unless a violation of the account's holder is on record for it and a measure was taken on that within
-- $answer_days after the attack was traced (exactly then is in time).
WITH attacks AS (
    SELECT
        attack.id,
        attack.traced_at,
        attack.traced_at + to_days($answer_days) AS due_at,
        count(violation.id) > 0 AS has_violation,
        min(penalty.decided_at) AS penalised_at
    FROM entities.traced_attacks AS attack
    LEFT JOIN entities.accounts AS account ON account.id = attack.account_id
    LEFT JOIN entities.violations AS violation
        ON violation.attack_id = attack.id AND violation.user_id = account.user_id AND violation.confirmed_at <= $as_of
    LEFT JOIN entities.penalties AS penalty
        ON penalty.violation_id = violation.id AND penalty.user_id = violation.user_id AND penalty.decided_at <= $as_of
    WHERE attack.target = $target AND attack.traced_at <= $as_of
    GROUP BY attack.id, attack.traced_at
),
judged AS (
    SELECT
        *,
        CASE
            WHEN penalised_at > due_at THEN 'penalised_late'
            WHEN penalised_at IS NULL AND NOT has_violation THEN 'no_violation'
            WHEN penalised_at IS NULL THEN 'not_penalised'
        END AS reason
    FROM attacks
    WHERE CASE
        WHEN penalised_at IS NULL THEN due_at < $as_of
        ELSE traced_at >= $as_of - to_days($window_days)
    END
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, traced_at AS at, reason
FROM judged
