-- One row per complex complaint (escalated at least once) that was alive in the last $window_days.
-- In breach when the user waited longer than $reply_days for the first or the next word from staff (counted from
-- receipt, and up to the closing or until now), when it was open longer than $solution_days, or when it was
-- closed without a recorded solution. Replies and calls to the user count, internal notes do not.
WITH complex AS (
    SELECT fact.complaint_id, fact.received_at, fact.closed_at, fact.resolution_state, fact.is_merged
    FROM models.complaint_facts AS fact
    WHERE coalesce(fact.closed_at >= $as_of - to_days($window_days), TRUE)
        AND fact.complaint_id IN (
            SELECT complaint_id FROM entities.complaint_events WHERE type = 'escalated' AND "at" <= $as_of
        )
),
moments AS (
    SELECT complaint_id, received_at AS at FROM complex
    UNION ALL
    SELECT complaint_id, coalesce(closed_at, $as_of) FROM complex
    UNION ALL
    SELECT event.complaint_id, event.at
    FROM entities.complaint_events AS event
    JOIN complex ON complex.complaint_id = event.complaint_id
    WHERE event.type IN ('public_reply', 'contacted')
        AND event.actor = 'agent'
        AND event.at BETWEEN complex.received_at AND coalesce(complex.closed_at, $as_of)
),
silences AS (
    SELECT complaint_id, "at" - lag("at") OVER (PARTITION BY complaint_id ORDER BY "at") AS silence
    FROM moments
),
judged AS (
    SELECT
        complex.complaint_id,
        complex.received_at,
        CASE
            WHEN coalesce(complex.closed_at, $as_of) > complex.received_at + to_days($solution_days) THEN 'solved_late'
            WHEN complex.closed_at IS NOT NULL AND NOT complex.is_merged AND complex.resolution_state = 'missing'
                THEN 'no_solution'
            WHEN max(silences.silence) > to_days($reply_days) THEN 'left_waiting'
        END AS reason
    FROM complex
    JOIN silences ON silences.complaint_id = complex.complaint_id
    GROUP BY complex.complaint_id, complex.received_at, complex.closed_at, complex.resolution_state,
        complex.is_merged
)
SELECT complaint_id AS subject_key, reason IS NOT NULL AS in_breach, received_at AS at, reason
FROM judged
