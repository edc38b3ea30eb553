-- One row per complaint or report that was alive in the last $window_days and can be judged by now.
-- Acceptance and closing are timed apart. It is accepted when a member of staff first acts on it; an automatic
-- reply accepts nothing. In breach when accepted later than $acceptance_hours or closed later than $closing_days
-- after receipt (exactly then is in time), or when either is overdue and still missing.
WITH acceptances AS (
    SELECT complaint_id, min("at") AS accepted_at
    FROM entities.complaint_events
    WHERE actor = 'agent' AND "at" <= $as_of
    GROUP BY complaint_id
),
timed AS (
    SELECT
        fact.complaint_id,
        fact.received_at,
        fact.closed_at,
        acceptance.accepted_at,
        fact.received_at + to_hours($acceptance_hours) AS acceptance_due_at,
        fact.received_at + to_days($closing_days) AS closing_due_at
    FROM models.complaint_facts AS fact
    LEFT JOIN acceptances AS acceptance ON acceptance.complaint_id = fact.complaint_id
    WHERE coalesce(fact.closed_at >= $as_of - to_days($window_days), TRUE)
),
judged AS (
    SELECT
        *,
        CASE
            WHEN closed_at IS NULL AND closing_due_at < $as_of THEN 'overdue_open'
            WHEN accepted_at IS NULL AND (acceptance_due_at < $as_of OR closed_at IS NOT NULL) THEN 'not_accepted'
            WHEN closed_at > closing_due_at THEN 'closed_late'
            WHEN accepted_at > acceptance_due_at THEN 'accepted_late'
        END AS reason
    FROM timed
)
SELECT complaint_id AS subject_key, reason IS NOT NULL AS in_breach, received_at AS at, reason
FROM judged
WHERE closed_at IS NOT NULL OR reason IS NOT NULL
