-- One row per complaint or report received by the as-of: what happened, when, and whether it was in time.
-- The first response is the first public reply by a human agent; automatic replies, internal notes and messages
-- of the user are none. A reopened complaint is neither resolved nor closed until it is so again. A breach is
-- judged from the timestamps: TRUE when late or overdue, FALSE when in time (exactly on the limit included),
-- NULL while it may still end in time.
-- needs: complaints, complaint_events, complaint_openings
WITH steps AS (
    SELECT
        complaint.id AS complaint_id,
        min(event.at) FILTER (WHERE event.type = 'public_reply' AND event.actor = 'agent') AS first_response_at,
        max(event.at) FILTER (WHERE event.type = 'resolved') AS resolved_at,
        max(event.at) FILTER (WHERE event.type = 'reopened') AS reopened_at,
        count(*) FILTER (WHERE event.type = 'reopened') AS reopen_count
    FROM entities.complaints AS complaint
    LEFT JOIN entities.complaint_events AS event
        ON event.complaint_id = complaint.id
        AND event.at BETWEEN complaint.received_at AND $as_of
    WHERE complaint.received_at <= $as_of
    GROUP BY complaint.id
),
closings AS (
    SELECT complaint_id, max("at") AS closed_at
    FROM models.complaint_openings
    GROUP BY complaint_id
    HAVING arg_max(change, sequence) = -1
),
facts AS (
    SELECT
        complaint.*,
        steps.first_response_at,
        CASE
            WHEN steps.resolved_at > coalesce(steps.reopened_at, '-infinity') THEN steps.resolved_at
        END AS resolved_at,
        closings.closed_at AS final_closed_at,
        steps.reopen_count,
        complaint.received_at + to_hours($first_response_hours) AS first_response_due_at,
        complaint.received_at + to_days($closure_days) AS closure_due_at
    FROM entities.complaints AS complaint
    JOIN steps ON steps.complaint_id = complaint.id
    LEFT JOIN closings ON closings.complaint_id = complaint.id
)
SELECT
    id AS complaint_id,
    is_report,
    channel,
    category,
    branch,
    priority,
    CAST(date_trunc('month', received_at) AS DATE) AS month,
    received_at,
    first_response_at,
    resolved_at,
    final_closed_at AS closed_at,
    reopen_count,
    resolution_state,
    upheld,
    satisfaction,
    epoch(first_response_at - received_at) / 3600 AS first_response_hours,
    epoch(resolved_at - received_at) / 86400 AS resolution_days,
    CASE WHEN final_closed_at IS NULL THEN epoch($as_of - received_at) / 86400 END AS age_days,
    CASE
        WHEN first_response_at <= first_response_due_at THEN FALSE
        WHEN coalesce(first_response_at, $as_of) > first_response_due_at THEN TRUE
    END AS first_response_breach,
    CASE
        WHEN final_closed_at <= closure_due_at THEN FALSE
        WHEN coalesce(final_closed_at, $as_of) > closure_due_at THEN TRUE
    END AS closure_breach
FROM facts
