-- One row per anomaly that points to a lent or stolen account (a login from afar, a change of device) found in the
-- last $window_days, and one per account that logged in successfully from more than $devices devices within a day of
-- that time.
-- An anomaly is in breach when it was handled later than $handling_days after it was found (exactly then is in
-- time), or is overdue and still open. An account is in breach when no anomaly was found on it within
-- $handling_days of that day. Anomalies that may still be handled in time are not counted.
WITH crowded AS (
    SELECT account_id, min("at") AS at
    FROM (
        SELECT account_id, CAST("at" AS DATE) AS day, max("at") AS at
        FROM entities.login_events
        WHERE account_id IS NOT NULL
            AND result = 'success'
            AND "at" BETWEEN $as_of - to_days($window_days) AND $as_of
        GROUP BY account_id, day
        HAVING count(DISTINCT device_id) > $devices
    )
    GROUP BY account_id
),
anomalies AS (
    SELECT
        id,
        account_id,
        detected_at,
        CASE WHEN handled_at <= $as_of THEN handled_at END AS handled_at,
        detected_at + to_days($handling_days) AS due_at
    FROM entities.account_anomalies
    WHERE kind IN ('remote_login', 'device_change')
        AND detected_at BETWEEN $as_of - to_days($window_days) AND $as_of
),
judged AS (
    SELECT
        'anomaly/' || id AS subject_key,
        detected_at AS at,
        CASE
            WHEN handled_at > due_at THEN 'handled_late'
            WHEN handled_at IS NULL THEN 'not_handled'
        END AS reason
    FROM anomalies
    WHERE handled_at IS NOT NULL OR due_at < $as_of
    UNION ALL
    SELECT
        'account/' || crowded.account_id,
        crowded.at,
        CASE WHEN count(anomaly.id) = 0 THEN 'not_flagged' END
    FROM crowded
    LEFT JOIN entities.account_anomalies AS anomaly
        ON anomaly.account_id = crowded.account_id
        AND anomaly.detected_at BETWEEN date_trunc('day', crowded.at) AND crowded.at + to_days($handling_days)
        AND anomaly.detected_at <= $as_of
    GROUP BY crowded.account_id, crowded.at
)
SELECT subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
