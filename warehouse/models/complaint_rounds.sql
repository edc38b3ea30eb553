-- One row per round of handling a complaint that was ever reopened: round 0 begins with the receipt, each other with
-- a reopening of what was resolved, closed or merged. Reopening what is in hand begins nothing, so a step recorded
-- twice changes nothing. At one instant a round ends before the next begins. Steps before the receipt are ignored.
-- A round is resolved by its first resolution or closing and leaves the backlog by its first closing or merging;
-- what is resolved after a merging is not. `was_closed` says whether the backlog had lost it before this round, and
-- `next_closed_at` when it loses it, in this round or a later one.
-- needs: complaints, complaint_events
WITH reopened AS (
    SELECT DISTINCT complaint_id FROM entities.complaint_events WHERE type = 'reopened' AND "at" <= $as_of
),
known AS (
    SELECT complaint.id AS complaint_id, complaint.received_at, complaint.closed_at
    FROM entities.complaints AS complaint
    JOIN reopened ON reopened.complaint_id = complaint.id
    WHERE complaint.received_at <= $as_of
),
steps AS (
    SELECT complaint_id, received_at AS at, 'received' AS step FROM known
    UNION ALL
    SELECT complaint_id, closed_at, 'closed' FROM known WHERE closed_at BETWEEN received_at AND $as_of
    UNION ALL
    SELECT event.complaint_id, event.at, event.type
    FROM entities.complaint_events AS event
    JOIN known ON known.complaint_id = event.complaint_id
    WHERE event.type IN ('resolved', 'closed', 'merged', 'reopened')
        AND event.at BETWEEN known.received_at AND $as_of
),
turns AS (
    SELECT *, step = 'reopened' AND lag(step) OVER told NOT IN ('received', 'reopened') AS begins
    FROM steps
    WINDOW told AS (PARTITION BY complaint_id ORDER BY "at", step <> 'received', step = 'reopened')
),
numbered AS (
    SELECT
        *,
        count(*) FILTER (WHERE begins) OVER (
            PARTITION BY complaint_id ORDER BY "at", step = 'reopened', NOT begins ROWS UNBOUNDED PRECEDING
        ) AS round
    FROM turns
),
rounds AS (
    SELECT
        complaint_id,
        round,
        min("at") FILTER (WHERE begins OR step = 'received') AS opened_at,
        min("at") FILTER (WHERE step IN ('resolved', 'closed')) AS resolved_at,
        min("at") FILTER (WHERE step IN ('closed', 'merged')) AS closed_at,
        min("at") FILTER (WHERE step = 'merged') AS merged_at
    FROM numbered
    GROUP BY complaint_id, round
)
SELECT
    complaint_id,
    round,
    opened_at,
    CASE WHEN resolved_at <= coalesce(merged_at, 'infinity') THEN resolved_at END AS resolved_at,
    closed_at,
    coalesce(merged_at = closed_at, FALSE) AS merged,
    lag(closed_at) OVER told IS NOT NULL AS was_closed,
    first_value(closed_at IGNORE NULLS) OVER (told ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
        AS next_closed_at
FROM rounds
WINDOW told AS (PARTITION BY complaint_id ORDER BY round)
