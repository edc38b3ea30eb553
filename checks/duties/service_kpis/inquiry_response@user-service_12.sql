-- One row per channel that the clause names: phone, online, on site.
-- In breach when more than $late_share of its inquiries of the last $window_days, or earlier and still unanswered, were
-- answered late or are overdue (limit: that of inquiry_facts). Where a channel had none, or they may all still be
-- answered in time, it cannot be told.
WITH judged AS (
    SELECT request.channel_group, inquiry.opened_at, inquiry.breach
    FROM models.inquiry_facts AS inquiry
    JOIN entities.service_requests AS request ON request.id = inquiry.request_id
    WHERE inquiry.breach IS NOT NULL
        AND (inquiry.opened_at >= $as_of - to_days($window_days) OR inquiry.first_response_at IS NULL)
),
channels AS (
    SELECT
        named.channel,
        max(judged.opened_at) AS last_opened_at,
        avg(CAST(judged.breach AS INTEGER)) AS late
    FROM (VALUES ('phone'), ('online'), ('on_site')) AS named (channel)
    LEFT JOIN judged ON judged.channel_group = named.channel
    GROUP BY named.channel
)
SELECT
    channel AS subject_key,
    late > $late_share AS in_breach,
    last_opened_at AS at,
    CASE WHEN late > $late_share THEN 'answered_late' END AS reason
FROM channels
