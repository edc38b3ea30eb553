-- One row per service request opened in the last $window_days, or earlier and still open, that can be judged by now.
-- In breach when its type has no limit, when it was answered or closed after the limits of its type, or is overdue.
-- Exactly on the limit is in time.
WITH requests AS (
    SELECT
        request.id,
        request.opened_at,
        policy.type IS NOT NULL AS limited,
        request.opened_at + to_seconds(policy.first_response_hours * 3600) AS answer_due_at,
        request.opened_at + to_seconds(policy.closure_hours * 3600) AS close_due_at,
        CASE WHEN request.first_response_at <= $as_of THEN request.first_response_at END AS answered_at,
        CASE WHEN request.closed_at <= $as_of THEN request.closed_at END AS closed_at
    FROM entities.service_requests AS request
    LEFT JOIN entities.sla_policies AS policy ON policy.type = request.type
    WHERE request.opened_at <= $as_of
        AND (
            request.opened_at >= $as_of - to_days($window_days)
            OR coalesce(request.closed_at > $as_of, TRUE)
        )
),
judged AS (
    SELECT
        *,
        CASE
            WHEN NOT limited THEN 'no_limit'
            WHEN closed_at > close_due_at THEN 'closed_late'
            WHEN closed_at IS NULL AND close_due_at < $as_of THEN 'overdue_open'
            -- A request that was closed at once has its answer in the closing.
            WHEN coalesce(answered_at, closed_at, $as_of) > answer_due_at THEN 'answered_late'
        END AS reason
    FROM requests
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, opened_at AS at, reason
FROM judged
WHERE reason IS NOT NULL OR closed_at IS NOT NULL
