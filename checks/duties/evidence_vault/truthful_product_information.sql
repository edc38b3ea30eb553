-- One row per product sheet or advertisement that is published today. It was reviewed $review_days ago at most (to the
-- day is in time), and no complaint that it misleads was upheld while it stays published.
WITH items AS (
    SELECT
        id,
        published_at,
        CASE
            WHEN misleading_since <= $as_of THEN 'misleading'
            WHEN reviewed_at IS NULL OR reviewed_at > $as_of THEN 'not_reviewed'
            WHEN reviewed_at < date_trunc('day', $as_of) - to_days(CAST($review_days AS INTEGER)) THEN 'review_overdue'
        END AS reason
    FROM entities.published_items
    WHERE published_at <= $as_of AND (withdrawn_at IS NULL OR withdrawn_at > $as_of)
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, published_at AS at, reason
FROM items
