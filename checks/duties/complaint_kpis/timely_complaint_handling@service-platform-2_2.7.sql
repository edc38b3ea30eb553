-- One row per after-sales complaint and per dispute that was alive in the last $window_days and can be judged by now.
-- The two are timed apart: each reason says which of them was late. In breach when the first human reply came later
-- than $reply_hours or the closing later than $closing_days after receipt (exactly then is in time), or when either
-- is overdue and still missing.
WITH timed AS (
    SELECT
        complaint.concern,
        fact.complaint_id,
        fact.received_at,
        fact.first_response_at,
        fact.closed_at,
        fact.received_at + to_hours($reply_hours) AS reply_due_at,
        fact.received_at + to_days($closing_days) AS closing_due_at
    FROM models.complaint_facts AS fact
    JOIN entities.complaints AS complaint ON complaint.id = fact.complaint_id
    WHERE complaint.concern IN ('after_sales', 'dispute')
        AND coalesce(fact.closed_at >= $as_of - to_days($window_days), TRUE)
),
judged AS (
    SELECT
        *,
        CASE
            WHEN coalesce(closed_at, $as_of) > closing_due_at THEN concern || '_closed_late'
            WHEN first_response_at > reply_due_at
                OR (first_response_at IS NULL AND (reply_due_at < $as_of OR closed_at IS NOT NULL))
                THEN concern || '_answered_late'
        END AS reason
    FROM timed
)
SELECT complaint_id AS subject_key, reason IS NOT NULL AS in_breach, received_at AS at, reason
FROM judged
WHERE closed_at IS NOT NULL OR reason IS NOT NULL
