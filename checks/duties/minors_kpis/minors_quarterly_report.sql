-- One row per ended quarter of the last four whose report is published or due by now.
-- In breach when the report is missing, came after the grace of $grace_days from the end of the quarter (the
-- whole last day is in time), or nobody approved it. Periods may be written 2025Q4, 2025-Q4 or 2025年第4季度.
WITH quarters AS (
    SELECT
        ended_at - INTERVAL 3 MONTH AS begins_at,
        ended_at,
        ended_at + to_days($grace_days) AS due_at
    FROM (
        SELECT unnest(generate_series(
            date_trunc('quarter', $as_of) - INTERVAL 9 MONTH,
            date_trunc('quarter', $as_of),
            INTERVAL 3 MONTH
        )) AS ended_at
    )
),
reports AS (
    SELECT
        CAST(regexp_extract(period, '^(\d{4})\D*([1-4])\D*$', 1) AS INTEGER) AS year,
        CAST(regexp_extract(period, '^(\d{4})\D*([1-4])\D*$', 2) AS INTEGER) AS quarter,
        published_at,
        approved_by
    FROM entities.minors_reports
    WHERE regexp_matches(period, '^\d{4}\D*[1-4]\D*$') AND published_at <= $as_of
),
judged AS (
    SELECT
        quarters.begins_at,
        quarters.due_at,
        reports.published_at,
        CASE
            WHEN reports.year IS NULL THEN 'missing'
            WHEN reports.published_at >= quarters.due_at THEN 'late'
            WHEN reports.approved_by IS NULL THEN 'not_approved'
        END AS reason
    FROM quarters
    LEFT JOIN reports
        ON reports.year = year(quarters.begins_at)
        AND reports.quarter = quarter(quarters.begins_at)
)
SELECT
    strftime(begins_at, '%Y') || 'Q' || quarter(begins_at) AS subject_key,
    reason IS NOT NULL AS in_breach,
    coalesce(published_at, due_at) AS at,
    reason
FROM judged
WHERE published_at IS NOT NULL OR due_at <= $as_of
