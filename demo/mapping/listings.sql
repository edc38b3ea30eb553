-- One row per service that a member offers.
SELECT
    listing_no AS id,
    member_no AS user_id,
    content,
    CAST(price AS DOUBLE) AS price,
    minutes AS duration_minutes,
    publish_time AS published_at,
    update_time AS updated_at,
    offline_time AS withdrawn_at
FROM app.public.t_listing
