-- One row per service that a user offers and has not withdrawn.
-- In breach when it does not say what is offered, at what price or how long it takes, or was neither published nor
-- updated within the last $update_days (exactly so long ago is in time).
WITH judged AS (
    SELECT
        id,
        published_at,
        CASE
            WHEN content_state = 'missing' THEN 'no_content'
            WHEN price IS NULL THEN 'no_price'
            WHEN duration_minutes IS NULL THEN 'no_duration'
            WHEN coalesce(CASE WHEN updated_at <= $as_of THEN updated_at END, published_at)
                < $as_of - to_days($update_days) THEN 'out_of_date'
        END AS reason
    FROM entities.listings
    WHERE published_at <= $as_of AND coalesce(withdrawn_at > $as_of, TRUE)
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, published_at AS at, reason
FROM judged
