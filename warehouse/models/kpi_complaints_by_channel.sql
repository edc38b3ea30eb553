-- One row per channel and category over the last three complete months; cells are hidden as complaint_cells says.
-- needs: complaint_cells, complaint_facts
SELECT
    cell.value AS channel,
    cell.other AS category,
    CAST(date_trunc('month', $as_of) - INTERVAL 3 MONTH AS DATE) AS from_month,
    CAST(date_trunc('month', $as_of) - INTERVAL 1 MONTH AS DATE) AS to_month,
    cell.hidden AS suppressed,
    CASE WHEN NOT suppressed THEN cell.complaints END AS received,
    CASE WHEN NOT suppressed THEN quantile_cont(facts.first_response_seconds, 0.5) / 3600 END
        AS first_response_p50_hours,
    CASE WHEN NOT suppressed THEN avg(CAST(NOT facts.first_response_breach AS INTEGER)) END
        AS first_response_within_share,
    CASE WHEN NOT suppressed THEN avg(CAST(NOT facts.closure_breach AS INTEGER)) END AS closure_within_share
FROM models.complaint_cells AS cell
JOIN models.complaint_facts AS facts
    ON coalesce(facts.channel, 'unknown') = cell.value
    AND coalesce(facts.category, 'unknown') = cell.other
    AND NOT facts.is_report
    AND facts.received_at >= date_trunc('month', $as_of) - INTERVAL 3 MONTH
    AND facts.received_at < date_trunc('month', $as_of)
WHERE cell.dimension = 'channel_category'
GROUP BY cell.value, cell.other, cell.hidden, cell.complaints
ORDER BY channel, category
