-- One row per account anomaly found in the last $window_days that was handled or whose time has run out.
-- In breach when it was handled later than $handling_days after it was found (exactly then is in time), or is
-- overdue and still open.
WITH anomalies AS (
    SELECT
        id,
        detected_at,
        CASE WHEN handled_at <= $as_of THEN handled_at END AS handled_at,
        detected_at + to_days($handling_days) AS due_at
    FROM entities.account_anomalies
    WHERE detected_at BETWEEN $as_of - to_days($window_days) AND $as_of
),
judged AS (
    SELECT
        *,
        CASE
            WHEN handled_at > due_at THEN 'handled_late'
            WHEN handled_at IS NULL AND due_at < $as_of THEN 'not_handled'
        END AS reason
    FROM anomalies
    WHERE handled_at IS NOT NULL OR due_at < $as_of
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, detected_at AS at, reason
FROM judged
