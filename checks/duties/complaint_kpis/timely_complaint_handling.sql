-- One row per complaint or report that was alive in the last $window_days and can be judged by now.
-- In breach when the first human reply or the closing came after its limit, or is overdue and still missing.
-- The limits are those of complaint_facts. A complaint that may still end in time is not counted yet.
WITH judged AS (
    SELECT
        complaint_id,
        received_at,
        CASE
            WHEN closed_at IS NULL AND closure_breach THEN 'overdue_open'
            WHEN first_response_at IS NULL AND first_response_breach THEN 'overdue_unanswered'
            WHEN closure_breach THEN 'closed_late'
            WHEN first_response_breach THEN 'answered_late'
        END AS reason
    FROM models.complaint_facts
    WHERE coalesce(closed_at >= $as_of - to_days($window_days), TRUE)
        AND (closure_breach IS NOT NULL OR first_response_breach)
)
SELECT complaint_id AS subject_key, reason IS NOT NULL AS in_breach, received_at AS at, reason
FROM judged
