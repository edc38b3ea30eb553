-- One row per fault report or complaint that was alive in the last $window_days and can be judged by now.
-- A fault must be repaired within $repair_hours, a complaint closed within $closing_days (exactly then is in time),
-- each with a recorded solution. What is overdue and still open is in breach too.
WITH cases AS (
    SELECT
        'fault' AS kind,
        id,
        opened_at AS received_at,
        CASE WHEN closed_at <= $as_of THEN closed_at END AS closed_at,
        opened_at + to_hours($repair_hours) AS due_at,
        resolution_state
    FROM entities.service_requests
    WHERE type = 'repair' AND opened_at <= $as_of
    UNION ALL
    SELECT
        'complaint',
        complaint_id,
        received_at,
        closed_at,
        received_at + to_days($closing_days),
        CASE WHEN is_merged THEN 'present' ELSE resolution_state END
    FROM models.complaint_facts
),
judged AS (
    SELECT
        *,
        CASE
            WHEN closed_at IS NULL AND due_at < $as_of THEN kind || '_overdue'
            WHEN closed_at > due_at THEN kind || '_late'
            WHEN closed_at IS NOT NULL AND resolution_state = 'missing' THEN 'no_solution'
        END AS reason
    FROM cases
    WHERE coalesce(closed_at >= $as_of - to_days($window_days), due_at < $as_of)
)
SELECT kind || '/' || id AS subject_key, reason IS NOT NULL AS in_breach, received_at AS at, reason
FROM judged
