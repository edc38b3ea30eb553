-- One row per request for rectification that was alive in the last $window_days and can be judged by now, and one
-- per user in use whose data changed in that time.
-- A request is in breach when it was not closed within $due_days (closed exactly then is in time) or is overdue and
-- still open; withdrawn requests are not judged. A change is in breach when the account's log holds no event
-- within a day of it.
WITH requests AS (
    SELECT
        'request/' || id AS subject_key,
        received_at AS at,
        received_at + to_days($due_days) AS due_at,
        CASE WHEN closed_at <= $as_of THEN closed_at END AS closed_at
    FROM entities.dsr_requests
    WHERE type = 'rectify' AND received_at <= $as_of AND outcome IS DISTINCT FROM 'withdrawn'
),
changes AS (
    SELECT
        'user/' || users.id AS subject_key,
        users.updated_at AS at,
        count(event.id) AS events
    FROM entities.users AS users
    JOIN entities.accounts AS account ON account.user_id = users.id AND account.status <> 'cancelled'
    LEFT JOIN entities.account_events AS event
        ON event.account_id = account.id
        AND event.at BETWEEN users.updated_at - INTERVAL 1 DAY AND users.updated_at + INTERVAL 1 DAY
    WHERE users.updated_at BETWEEN $as_of - to_days($window_days) AND $as_of
    GROUP BY users.id, users.updated_at
),
judged AS (
    SELECT
        subject_key,
        "at",
        CASE
            WHEN closed_at IS NULL THEN 'overdue_open'
            WHEN closed_at > due_at THEN 'rectified_late'
        END AS reason
    FROM requests
    WHERE coalesce(closed_at >= $as_of - to_days($window_days), due_at < $as_of)
    UNION ALL
    SELECT subject_key, "at", CASE WHEN events = 0 THEN 'edit_without_event' END
    FROM changes
)
SELECT subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
