-- One row per request of an investigating department about a complaint that was answered in the last $window_days, or
-- is overdue and waits. The reply is due within $reply_days (exactly then is in time).
WITH judged AS (
    SELECT
        id,
        received_at,
        CASE WHEN replied_at <= $as_of THEN replied_at END AS replied_at,
        received_at + to_days($reply_days) AS due_at
    FROM entities.authority_inquiries
    WHERE received_at <= $as_of
)
SELECT
    id AS subject_key,
    coalesce(replied_at, $as_of) > due_at AS in_breach,
    received_at AS at,
    CASE
        WHEN replied_at > due_at THEN 'answered_late'
        WHEN replied_at IS NULL THEN 'unanswered'
    END AS reason
FROM judged
WHERE coalesce(replied_at >= $as_of - to_days($window_days), due_at < $as_of)
