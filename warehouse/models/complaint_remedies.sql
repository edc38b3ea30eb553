-- One row per complaint that led to a compensation or an improvement: when the first compensation was agreed, and
-- when all that was granted was carried out (an improvement when it was decided); NULL while one still waits.
-- needs: compensations
SELECT
    complaint_id,
    min(granted_at) FILTER (WHERE kind <> 'improvement') AS agreed_at,
    CASE
        WHEN bool_and(kind = 'improvement' OR coalesce(paid_at <= $as_of, FALSE))
            THEN max(CASE WHEN kind = 'improvement' THEN granted_at ELSE paid_at END)
    END AS settled_at
FROM entities.compensations
WHERE complaint_id IS NOT NULL AND granted_at <= $as_of
GROUP BY complaint_id
