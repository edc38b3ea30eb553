-- One row per item of content in which somebody is exposed, and that is answered or whose time has run out; from the
-- last $window_days or not answered yet.
-- Exposed is who is given away by details of several kinds in one text (the scan's recognizers tell), or of whom a
-- confirmed report says so. In breach unless the item is removed and a measure was taken on its author's violation
-- within $answer_days (exactly then is in time) after it was published or, where only a report could tell, reported.
WITH flags AS (
    SELECT content_id, min(reported_at) AS reported_at
    FROM entities.content_reports
    WHERE kind = 'doxxing' AND verdict = 'confirmed' AND decided_at <= $as_of
    GROUP BY content_id
),
measures AS (
    SELECT violation.content_id, violation.user_id, min(penalty.decided_at) AS penalised_at
    FROM entities.violations AS violation
    JOIN entities.penalties AS penalty
        ON penalty.violation_id = violation.id AND penalty.user_id = violation.user_id
    -- Removing the item is the other half of the duty, no penalty for its author.
    WHERE penalty.measure <> 'content_removal' AND penalty.decided_at <= $as_of
    GROUP BY violation.content_id, violation.user_id
),
items AS (
    SELECT
        item.id,
        item.published_at,
        CASE WHEN item.removed_at <= $as_of THEN item.removed_at END AS removed_at,
        measure.penalised_at,
        CASE WHEN item.private_details = 'several_kinds' THEN item.published_at ELSE flag.reported_at END
            + to_days($answer_days) AS due_at
    FROM entities.content_items AS item
    LEFT JOIN flags AS flag ON flag.content_id = item.id
    LEFT JOIN measures AS measure ON measure.content_id = item.id AND measure.user_id = item.author_id
    WHERE item.published_at <= $as_of
        AND (item.private_details = 'several_kinds' OR flag.content_id IS NOT NULL)
),
judged AS (
    SELECT
        *,
        CASE
            WHEN removed_at > due_at THEN 'removed_late'
            WHEN removed_at IS NULL THEN 'still_up'
            WHEN penalised_at > due_at THEN 'penalised_late'
            WHEN penalised_at IS NULL THEN 'not_penalised'
        END AS reason
    FROM items
    WHERE CASE
        WHEN removed_at IS NULL OR penalised_at IS NULL THEN due_at < $as_of
        ELSE published_at >= $as_of - to_days($window_days)
    END
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, published_at AS at, reason
FROM judged
