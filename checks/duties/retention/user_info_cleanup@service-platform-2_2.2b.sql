-- One row per user whose data a review marked as invalid, if they were cleared in the last $window_days or are
-- still waiting and their time has run out.
-- In breach when they were corrected or removed later than $clearing_days after the marking (exactly then is in
-- time), or are overdue and still there. A mark without a date cannot be judged (NULL).
WITH marked AS (
    SELECT
        id,
        invalid_since,
        CASE WHEN invalid_cleared_at <= $as_of THEN invalid_cleared_at END AS cleared_at,
        invalid_since + to_days($clearing_days) AS due_at
    FROM entities.users
    WHERE invalid_since <= $as_of OR (invalid_since IS NULL AND invalid_flag AND invalid_cleared_at IS NULL)
),
judged AS (
    SELECT
        *,
        CASE
            WHEN cleared_at > due_at THEN 'cleared_late'
            WHEN cleared_at IS NULL AND due_at < $as_of THEN 'not_cleared'
        END AS reason
    FROM marked
    WHERE coalesce(cleared_at >= $as_of - to_days($window_days), due_at < $as_of, TRUE)
)
SELECT
    id AS subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN invalid_since IS NOT NULL THEN FALSE END AS in_breach,
    invalid_since AS at,
    reason
FROM judged
