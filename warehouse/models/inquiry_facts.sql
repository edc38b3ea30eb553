-- One row per inquiry: when it was first answered, and whether in time.
-- A breach is TRUE when the answer came late or is overdue, FALSE when in time (exactly on the limit included),
-- NULL while it may still come in time.
-- needs: service_requests
WITH inquiries AS (
    SELECT
        id AS request_id,
        channel,
        opened_at,
        opened_at + to_hours($inquiry_hours) AS due_at,
        CASE WHEN first_response_at <= $as_of THEN first_response_at END AS first_response_at
    FROM entities.service_requests
    WHERE type = 'inquiry' AND opened_at <= $as_of
)
SELECT
    request_id,
    channel,
    opened_at,
    first_response_at,
    epoch(first_response_at - opened_at) / 3600 AS first_response_hours,
    CASE
        WHEN first_response_at <= due_at THEN FALSE
        WHEN coalesce(first_response_at, $as_of) > due_at THEN TRUE
    END AS breach
FROM inquiries
