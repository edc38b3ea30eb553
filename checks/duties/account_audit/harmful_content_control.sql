-- One row per item of content whose first report of harmful or false content, by a user or by the company's own
-- monitoring, was not dismissed and whose time has run out or which is settled, from the last $window_days or still
-- up.
-- In breach when it was removed later than $removal_hours after that report (exactly then is in time), is still up
-- past it, still waits for a verdict past it, or is confirmed without a violation by its author on record. Of an item
-- that no longer exists nobody can tell when it went (NULL). Other people's private details are judged by the checks
-- of the scan.
WITH reports AS (
    SELECT
        content_id,
        min(reported_at) AS reported_at,
        coalesce(bool_or(verdict = 'confirmed' AND decided_at <= $as_of), FALSE) AS is_confirmed
    FROM entities.content_reports
    WHERE kind NOT IN ('privacy', 'doxxing')
        AND reported_at <= $as_of
        AND NOT coalesce(verdict = 'dismissed' AND decided_at <= $as_of, FALSE)
    GROUP BY content_id
),
items AS (
    SELECT
        report.content_id,
        report.reported_at,
        report.is_confirmed,
        item.id IS NULL AS is_gone,
        report.reported_at + to_hours($removal_hours) AS due_at,
        CASE WHEN item.removed_at <= $as_of THEN item.removed_at END AS removed_at,
        EXISTS (
            SELECT 1
            FROM entities.violations AS violation
            WHERE violation.content_id = report.content_id
                AND violation.user_id = item.author_id
                AND violation.detected_at <= $as_of
        ) AS has_violation
    FROM reports AS report
    LEFT JOIN entities.content_items AS item ON item.id = report.content_id
),
judged AS (
    SELECT
        *,
        CASE
            WHEN is_gone THEN NULL
            WHEN removed_at > due_at THEN 'removed_late'
            WHEN removed_at IS NULL AND is_confirmed THEN 'still_up'
            WHEN removed_at IS NULL THEN 'not_decided'
            WHEN is_confirmed AND NOT has_violation AND due_at < $as_of THEN 'no_violation'
        END AS reason
    FROM items
    WHERE (removed_at IS NOT NULL AND reported_at >= $as_of - to_days($window_days))
        OR (removed_at IS NULL AND due_at < $as_of)
)
SELECT
    content_id AS subject_key,
    CASE WHEN NOT is_gone THEN reason IS NOT NULL END AS in_breach,
    reported_at AS at,
    reason
FROM judged
