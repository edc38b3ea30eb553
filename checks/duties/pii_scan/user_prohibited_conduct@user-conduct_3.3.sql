-- One row per item of content that gives away private details of somebody else, as the scan's recognizers find in its
-- text or a confirmed report says, and that is removed or whose time has run out; from the last $window_days or
-- still up.
-- In breach when it was removed later than $removal_days after it was published (exactly then is in time) or, where
-- only a report could tell, after the report; when it is still up past that; or when it was removed and nobody had
-- flagged it, so that nothing shows why.
WITH flags AS (
    SELECT
        content_id,
        min(reported_at) AS reported_at,
        bool_or(verdict = 'confirmed' AND decided_at <= $as_of) AS is_confirmed
    FROM entities.content_reports
    WHERE kind IN ('privacy', 'doxxing') AND reported_at <= $as_of
    GROUP BY content_id
),
items AS (
    SELECT
        item.id,
        item.published_at,
        CASE WHEN item.removed_at <= $as_of THEN item.removed_at END AS removed_at,
        flag.content_id IS NOT NULL AS is_flagged,
        CASE WHEN item.private_details <> 'none' THEN item.published_at ELSE flag.reported_at END
            + to_days($removal_days) AS due_at
    FROM entities.content_items AS item
    LEFT JOIN flags AS flag ON flag.content_id = item.id
    WHERE item.published_at <= $as_of
        AND (item.private_details <> 'none' OR coalesce(flag.is_confirmed, FALSE))
),
judged AS (
    SELECT
        *,
        CASE
            WHEN removed_at > due_at THEN 'removed_late'
            WHEN removed_at IS NULL THEN 'still_up'
            WHEN NOT is_flagged THEN 'not_flagged'
        END AS reason
    FROM items
    WHERE CASE
        WHEN removed_at IS NULL THEN due_at < $as_of
        ELSE published_at >= $as_of - to_days($window_days)
    END
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, published_at AS at, reason
FROM judged
