-- One row per complaint about an account anomaly or stolen funds that was alive in the last $window_days and can be
-- judged by now: it is closed, or its time has run out.
-- In breach when no security incident is linked to it, or when it was closed later than $closing_days after receipt
-- (exactly then is in time) or is overdue and still open.
WITH judged AS (
    SELECT
        complaint.id,
        fact.received_at,
        CASE
            WHEN fact.closed_at IS NULL THEN 'overdue_open'
            WHEN complaint.id NOT IN (
                SELECT complaint_id FROM entities.incidents WHERE complaint_id IS NOT NULL AND detected_at <= $as_of
            ) THEN 'no_incident'
            WHEN fact.closed_at > fact.received_at + to_days($closing_days) THEN 'closed_late'
        END AS reason
    FROM entities.complaints AS complaint
    JOIN models.complaint_facts AS fact ON fact.complaint_id = complaint.id
    WHERE complaint.concern IN ('account_anomaly', 'stolen_funds')
        AND coalesce(
            fact.closed_at >= $as_of - to_days($window_days),
            fact.received_at + to_days($closing_days) < $as_of
        )
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, received_at AS at, reason
FROM judged
