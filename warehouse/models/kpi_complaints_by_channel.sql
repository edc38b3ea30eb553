-- One row per channel and category over the last three complete months.
-- Reports are left out: who reported something must not be guessed from a small cell. Cells of fewer than
-- $small_cell complaints are suppressed; when only one is, the next smallest is suppressed with it, since a total
-- would give the one away.
-- needs: complaint_facts
WITH cells AS (
    SELECT
        channel,
        category,
        count(*) AS received,
        quantile_cont(first_response_hours, 0.5) AS first_response_p50_hours,
        avg(CAST(NOT first_response_breach AS INTEGER)) AS first_response_within_share,
        avg(CAST(NOT closure_breach AS INTEGER)) AS closure_within_share
    FROM models.complaint_facts
    WHERE NOT is_report
        AND received_at >= date_trunc('month', $as_of) - INTERVAL 3 MONTH
        AND received_at < date_trunc('month', $as_of)
    GROUP BY channel, category
),
marked AS (
    SELECT
        *,
        received < $small_cell
            OR (
                count(*) FILTER (WHERE received < $small_cell) OVER () = 1
                AND row_number() OVER (ORDER BY received, channel, category) = 2
            ) AS suppressed
    FROM cells
)
SELECT
    channel,
    category,
    CAST(date_trunc('month', $as_of) - INTERVAL 3 MONTH AS DATE) AS from_month,
    CAST(date_trunc('month', $as_of) - INTERVAL 1 MONTH AS DATE) AS to_month,
    suppressed,
    CASE WHEN NOT suppressed THEN received END AS received,
    CASE WHEN NOT suppressed THEN first_response_p50_hours END AS first_response_p50_hours,
    CASE WHEN NOT suppressed THEN first_response_within_share END AS first_response_within_share,
    CASE WHEN NOT suppressed THEN closure_within_share END AS closure_within_share
FROM marked
ORDER BY channel, category
