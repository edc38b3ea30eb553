-- One row per heat bill issued in the last $window_days that is due.
-- That a user pays late is no breach of the company; in breach is the bill after which it did nothing: unpaid, not
-- disputed and without a reminder $reaction_days after it was due, or disputed and neither negotiated nor settled
-- $reaction_days after the dispute began.
WITH due AS (
    SELECT
        id,
        due_at,
        CASE WHEN paid_at <= $as_of THEN paid_at END AS paid_at,
        CASE WHEN reminded_at <= $as_of THEN reminded_at END AS reminded_at
    FROM entities.bills
    WHERE service = 'heat' AND due_at <= $as_of AND issued_at BETWEEN $as_of - to_days($window_days) AND $as_of
),
disputed AS (
    SELECT
        bill_id,
        bool_or(
            coalesce(
                least(
                    CASE WHEN negotiated_at <= $as_of THEN negotiated_at END,
                    CASE WHEN closed_at <= $as_of THEN closed_at END
                ),
                $as_of
            ) > opened_at + to_days($reaction_days)
        ) AS neglected
    FROM entities.disputes
    WHERE opened_at <= $as_of
    GROUP BY bill_id
),
judged AS (
    SELECT
        due.id,
        due.due_at,
        CASE
            WHEN disputed.neglected THEN 'not_negotiated'
            WHEN disputed.bill_id IS NULL
                AND coalesce(least(due.paid_at, due.reminded_at), $as_of) > due.due_at + to_days($reaction_days)
                THEN 'not_reminded'
        END AS reason
    FROM due
    LEFT JOIN disputed ON disputed.bill_id = due.id
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, due_at AS at, reason
FROM judged
