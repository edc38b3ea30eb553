-- One row per review of an order or a course (as $target says) written in the last $window_days.
-- In breach when it belongs to no completed order or attended course, completed before it was written; or when it is
-- suspect and was not both flagged and handled within $handling_days of being so. Suspect is a text that one user
-- wrote about one provider at least $repeats times, and a burst of at least $burst_reviews about one provider
-- within an hour.
WITH proofs AS (
    SELECT 'order' AS target, id, delivered_at AS completed_at
    FROM entities.orders
    WHERE status = 'fulfilled'
    UNION ALL
    SELECT 'course', id, attended_at
    FROM entities.enrolments
    WHERE decision = 'accepted'
),
written AS (
    SELECT
        *,
        CASE
            WHEN text_key IS NOT NULL AND user_id IS NOT NULL THEN nth_value(created_at, $repeats) OVER (
                PARTITION BY user_id, provider_id, text_key ORDER BY created_at
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
            )
        END AS repeated_at,
        count(*) OVER (
            PARTITION BY provider_id ORDER BY created_at RANGE BETWEEN CURRENT ROW AND INTERVAL 1 HOUR FOLLOWING
        ) AS within_an_hour,
        CASE
            WHEN flagged_at IS NOT NULL AND handled_at IS NOT NULL THEN greatest(flagged_at, handled_at)
        END AS reacted_at
    FROM entities.reviews
    WHERE target = $target AND created_at <= $as_of
),
suspected AS (
    SELECT
        *,
        provider_id IS NOT NULL AND max(within_an_hour) OVER (
            PARTITION BY provider_id ORDER BY created_at RANGE BETWEEN INTERVAL 1 HOUR PRECEDING AND CURRENT ROW
        ) >= $burst_reviews AS in_burst
    FROM written
),
judged AS (
    SELECT
        written.id,
        written.created_at,
        CASE
            WHEN coalesce(proofs.completed_at > written.created_at, TRUE) THEN 'not_completed'
            WHEN repeated_at IS NULL AND NOT in_burst THEN NULL
            -- DuckDB's least and greatest pass over what is NULL.
            WHEN least(reacted_at, $as_of) <= greatest(created_at, repeated_at) + to_days($handling_days) THEN NULL
            WHEN repeated_at IS NOT NULL THEN 'repeated'
            ELSE 'burst'
        END AS reason
    FROM suspected AS written
    LEFT JOIN proofs
        ON proofs.target = written.target
        AND proofs.id = CASE written.target WHEN 'order' THEN written.order_id ELSE written.enrolment_id END
    WHERE written.created_at >= $as_of - to_days($window_days)
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, created_at AS at, reason
FROM judged
