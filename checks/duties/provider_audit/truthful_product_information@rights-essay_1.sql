-- One row per complaint of substandard goods found justified and closed in the last $window_days, or earlier while its
-- user or its merchant is still without consequence, once $limit_days have passed. By then a violation of the merchant
-- must have been penalised, and the user have been granted a refund, a redelivery or another compensation.
WITH penalised AS (
    SELECT violation.complaint_id, min(penalty.decided_at) AS decided_at
    FROM entities.provider_violations AS violation
    INNER JOIN entities.provider_penalties AS penalty ON penalty.violation_id = violation.id
    WHERE violation.complaint_id IS NOT NULL AND penalty.kind <> 'none' AND penalty.decided_at <= $as_of
    GROUP BY violation.complaint_id
),
judged AS (
    SELECT
        issue.complaint_id,
        complaint.closed_at,
        penalised.decided_at IS NULL OR remedy.agreed_at IS NULL AS open,
        CASE
            WHEN coalesce(penalised.decided_at > complaint.closed_at + to_days($limit_days), TRUE) THEN 'not_penalised'
            WHEN coalesce(remedy.agreed_at > complaint.closed_at + to_days($limit_days), TRUE) THEN 'no_remedy'
        END AS reason
    FROM entities.quality_issues AS issue
    INNER JOIN models.complaint_facts AS complaint ON complaint.complaint_id = issue.complaint_id
    LEFT JOIN penalised ON penalised.complaint_id = issue.complaint_id
    LEFT JOIN models.complaint_remedies AS remedy ON remedy.complaint_id = issue.complaint_id
    WHERE issue.kind = 'substandard'
        AND complaint.upheld
        AND complaint.closed_at + to_days($limit_days) < $as_of
)
SELECT complaint_id AS subject_key, reason IS NOT NULL AS in_breach, closed_at AS at, reason
FROM judged
WHERE open OR closed_at >= $as_of - to_days($window_days)
