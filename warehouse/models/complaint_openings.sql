-- One row per change of a complaint between open and closed: +1 when it opens, -1 when it closes.
-- The sum of all changes up to a moment is the backlog at that moment. Repeated closings without a reopening
-- between them change nothing; a reopening of what is open neither. Steps before the receipt are ignored.
-- needs: complaints, complaint_events
WITH steps AS (
    SELECT id AS complaint_id, received_at AS at, 'received' AS step
    FROM entities.complaints
    WHERE received_at <= $as_of
    UNION ALL
    SELECT id, closed_at, 'closed'
    FROM entities.complaints
    WHERE closed_at BETWEEN received_at AND $as_of
    UNION ALL
    SELECT complaint.id, event.at, event.type
    FROM entities.complaint_events AS event
    JOIN entities.complaints AS complaint ON complaint.id = event.complaint_id
    WHERE event.type IN ('closed', 'reopened') AND event.at BETWEEN complaint.received_at AND $as_of
),
changes AS (
    SELECT complaint_id, "at", step, list_position(['received', 'closed', 'reopened'], step) AS position
    FROM steps
    QUALIFY (step = 'closed') IS DISTINCT FROM
        lag(step = 'closed') OVER (PARTITION BY complaint_id ORDER BY "at", position)
)
SELECT
    complaint_id,
    row_number() OVER (PARTITION BY complaint_id ORDER BY "at", position) AS sequence,
    "at",
    step,
    CASE WHEN step = 'closed' THEN -1 ELSE 1 END AS change
FROM changes
