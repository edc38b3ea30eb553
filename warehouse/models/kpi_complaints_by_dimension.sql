-- One row per complete month of the last 13, dimension (channel, category, sector, branch, priority) and value of it.
-- Cells are hidden as complaint_cells says; of a hidden one no figure is shown. Reports are left out.
-- needs: complaint_cells, complaint_facts
WITH described AS (
    SELECT
        CAST(date_trunc('month', received_at) AS DATE) AS month,
        unnest(['channel', 'category', 'sector', 'branch', 'priority']) AS dimension,
        unnest([
            coalesce(channel, 'unknown'), coalesce(category, 'unknown'), sector, coalesce(branch, 'unknown'),
            coalesce(priority, 'unknown')
        ]) AS value,
        *
    FROM models.complaint_facts
    WHERE NOT is_report
        AND received_at >= date_trunc('month', $as_of) - INTERVAL 13 MONTH
        AND received_at < date_trunc('month', $as_of)
),
figures AS (
    SELECT
        month,
        dimension,
        value,
        count(*) - count(first_response_at) AS unanswered,
        quantile_cont(first_response_seconds, [0.5, 0.9]) AS first_response,
        quantile_cont(resolution_seconds, [0.5, 0.9]) AS resolution,
        count(*) FILTER (WHERE first_response_breach) AS first_response_breaches,
        avg(CAST(NOT first_response_breach AS INTEGER)) AS first_response_within_share,
        count(*) FILTER (WHERE resolution_breach) AS resolution_breaches,
        avg(CAST(NOT resolution_breach AS INTEGER)) AS resolution_within_share,
        count(*) FILTER (WHERE closure_breach) AS closure_breaches,
        avg(CAST(NOT closure_breach AS INTEGER)) AS closure_within_share,
        avg(CAST(reopen_count > 0 AS INTEGER)) AS reopened_share,
        avg(CAST(is_escalated AS INTEGER)) AS escalated_share,
        avg(CAST(upheld AS INTEGER)) AS upheld_share
    FROM described
    GROUP BY month, dimension, value
)
SELECT
    cell.month,
    cell.dimension,
    cell.value,
    cell.hidden AS suppressed,
    CASE WHEN NOT suppressed THEN cell.complaints END AS received,
    shown.unanswered,
    shown.first_response[1] / 3600 AS first_response_p50_hours,
    shown.first_response[2] / 3600 AS first_response_p90_hours,
    shown.resolution[1] / 3600 AS resolution_p50_hours,
    shown.resolution[2] / 3600 AS resolution_p90_hours,
    shown.first_response_breaches,
    shown.first_response_within_share,
    shown.resolution_breaches,
    shown.resolution_within_share,
    shown.closure_breaches,
    shown.closure_within_share,
    shown.reopened_share,
    shown.escalated_share,
    shown.upheld_share
FROM models.complaint_cells AS cell
LEFT JOIN figures AS shown
    ON NOT cell.hidden
    AND shown.month = cell.month
    AND shown.dimension = cell.dimension
    AND shown.value = cell.value
WHERE cell.dimension <> 'channel_category'
ORDER BY cell.month, cell.dimension, cell.value
