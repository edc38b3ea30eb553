-- One row per complaint found justified and closed in the last $window_days, or earlier with its remedy still not
-- carried out, that can be judged by now. Within $settlement_days of the closing (exactly then is in time) an
-- improvement must be on record or every compensation that was granted be paid.
WITH upheld AS (
    SELECT
        complaint.complaint_id,
        complaint.closed_at,
        complaint.closed_at + to_days($settlement_days) AS due_at,
        remedy.complaint_id IS NOT NULL AS has_remedy,
        remedy.settled_at
    FROM models.complaint_facts AS complaint
    LEFT JOIN models.complaint_remedies AS remedy ON remedy.complaint_id = complaint.complaint_id
    WHERE complaint.upheld AND complaint.closed_at IS NOT NULL
),
judged AS (
    SELECT
        *,
        CASE
            WHEN settled_at > due_at THEN 'settled_late'
            WHEN settled_at IS NULL AND due_at < $as_of AND has_remedy THEN 'unpaid'
            WHEN settled_at IS NULL AND due_at < $as_of THEN 'missing'
        END AS reason
    FROM upheld
)
SELECT complaint_id AS subject_key, reason IS NOT NULL AS in_breach, closed_at AS at, reason
FROM judged
WHERE (settled_at IS NULL OR closed_at >= $as_of - to_days($window_days))
    AND (settled_at IS NOT NULL OR reason IS NOT NULL)
