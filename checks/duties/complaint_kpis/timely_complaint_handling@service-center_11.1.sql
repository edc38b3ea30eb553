-- One row per complaint or report received in the last $window_days whose investigation began or is overdue.
-- Investigation begins with the first step of that kind, or when staff first contact the people concerned; replies,
-- notes and escalations are none. In breach when it began later than $investigation_hours after receipt (exactly
-- then is in time) or has not begun by then.
WITH beginnings AS (
    SELECT complaint_id, min("at") AS began_at
    FROM entities.complaint_events
    WHERE type IN ('investigated', 'contacted') AND actor = 'agent' AND "at" <= $as_of
    GROUP BY complaint_id
),
judged AS (
    SELECT
        complaint.id,
        complaint.received_at,
        beginning.began_at,
        CASE
            WHEN beginning.began_at > complaint.received_at + to_hours($investigation_hours) THEN 'investigated_late'
            WHEN beginning.began_at IS NULL
                AND complaint.received_at + to_hours($investigation_hours) < $as_of
                THEN 'not_investigated'
        END AS reason
    FROM entities.complaints AS complaint
    LEFT JOIN beginnings AS beginning ON beginning.complaint_id = complaint.id
    WHERE complaint.received_at BETWEEN $as_of - to_days($window_days) AND $as_of
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, received_at AS at, reason
FROM judged
WHERE began_at IS NOT NULL OR reason IS NOT NULL
