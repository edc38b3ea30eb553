-- One row per ended quarter of the last four, and one for the current quarter once items of it can be judged.
-- A quarter is in breach when no feedback came in, or when less than the share $handled_share of its items had a reply
-- or led to an improvement within $handling_days (exactly then is in time; waiting items count once that has passed).
WITH quarters AS (
    SELECT unnest(generate_series(
        date_trunc('quarter', $as_of) - INTERVAL 12 MONTH,
        date_trunc('quarter', $as_of),
        INTERVAL 3 MONTH
    )) AS begins_at
),
handled AS (
    SELECT
        item.received_at,
        item.received_at + to_days($handling_days) AS due_at,
        least(
            CASE WHEN item.replied_at <= $as_of THEN item.replied_at END,
            CASE WHEN improvement.opened_at <= $as_of THEN improvement.opened_at END
        ) AS handled_at
    FROM entities.feedback AS item
    LEFT JOIN entities.improvement_actions AS improvement ON improvement.id = item.action_id
    WHERE item.received_at <= $as_of
),
counted AS (
    SELECT
        quarters.begins_at,
        count(handled.received_at) AS received,
        count(*) FILTER (WHERE handled.handled_at IS NOT NULL OR handled.due_at < $as_of) AS judged,
        count(*) FILTER (WHERE handled.handled_at <= handled.due_at) AS in_time
    FROM quarters
    LEFT JOIN handled ON date_trunc('quarter', handled.received_at) = quarters.begins_at
    GROUP BY quarters.begins_at
),
reasons AS (
    SELECT
        *,
        CASE
            WHEN received = 0 THEN 'nothing_collected'
            WHEN in_time < $handled_share * judged THEN 'not_handled'
        END AS reason
    FROM counted
    WHERE begins_at < date_trunc('quarter', $as_of) OR judged > 0
)
SELECT
    strftime(begins_at, '%Y') || 'Q' || quarter(begins_at) AS subject_key,
    reason IS NOT NULL AS in_breach,
    CAST(begins_at AS TIMESTAMP) AS at,
    reason
FROM reasons
