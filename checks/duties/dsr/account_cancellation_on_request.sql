-- One row per request to cancel an account that was alive in the last $window_days and can be judged by now.
-- In breach when neither the cancellation nor the user's withdrawal followed within $due_days (exactly then is
-- in time); a request still unanswered after that counts as a breach, however old.
WITH requests AS (
    SELECT
        request.id,
        request.at AS requested_at,
        request.at + to_days($due_days) AS due_at,
        min(outcome.at) AS outcome_at
    FROM entities.account_events AS request
    LEFT JOIN entities.account_events AS outcome
        ON outcome.account_id = request.account_id
        AND outcome.type IN ('cancelled', 'cancel_withdrawn')
        AND outcome.at BETWEEN request.at AND $as_of
    WHERE request.type = 'cancel_requested' AND request.at <= $as_of
    GROUP BY request.id, request.at
),
judged AS (
    SELECT
        id,
        requested_at,
        CASE
            WHEN outcome_at IS NULL THEN 'overdue_open'
            WHEN outcome_at > due_at THEN 'cancelled_late'
        END AS reason
    FROM requests
    WHERE coalesce(outcome_at >= $as_of - to_days($window_days), due_at < $as_of)
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, requested_at AS at, reason
FROM judged
