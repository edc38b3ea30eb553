-- One row per request for repair or under warranty opened in the last $window_days, or earlier and still open, that can
-- be judged by now.
-- In breach when it was closed more than $limit_days after it was opened or is open past them (exactly on the limit is
-- in time), and when one under warranty was closed without repair, replacement or refund. That the warranty had ended
-- is an answer only where the order's warranty (the longest of its lines) had.
WITH warranties AS (
    SELECT order_id, max(warranty_until) AS warranty_until
    FROM entities.order_lines
    GROUP BY order_id
),
requests AS (
    SELECT
        request.id,
        request.type,
        request.opened_at,
        request.opened_at + to_days($limit_days) AS due_at,
        CASE WHEN request.closed_at <= $as_of THEN request.closed_at END AS closed_at,
        coalesce(request.outcome IN ('repaired', 'replaced', 'refunded'), FALSE) AS remedied,
        coalesce(
            request.outcome = 'outside_warranty' AND warranties.warranty_until < request.opened_at, FALSE
        ) AS outside
    FROM entities.service_requests AS request
    LEFT JOIN warranties ON warranties.order_id = request.order_id
    WHERE request.type IN ('repair', 'warranty') AND request.opened_at <= $as_of
),
judged AS (
    SELECT
        *,
        CASE
            WHEN closed_at > due_at THEN 'closed_late'
            WHEN closed_at IS NULL AND due_at < $as_of THEN 'overdue_open'
            WHEN type = 'warranty' AND closed_at IS NOT NULL AND NOT remedied AND NOT outside THEN 'not_remedied'
        END AS reason
    FROM requests
    WHERE opened_at >= $as_of - to_days($window_days) OR closed_at IS NULL
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, opened_at AS at, reason
FROM judged
WHERE reason IS NOT NULL OR closed_at IS NOT NULL
