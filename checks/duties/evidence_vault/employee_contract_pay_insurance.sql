-- One row per ended month whose attestation was due: of the last $months, those whose day $filing_day of the next
-- month is over. The earliest sound attestation of the month speaks for it.
WITH months AS (
    SELECT
        strftime(first_day, '%Y-%m') AS month,
        first_day + to_months(1) + to_days(CAST($filing_day AS INTEGER) - 1) AS due_day
    FROM (
        SELECT unnest(range(
            date_trunc('month', $as_of) - to_months(CAST($months AS INTEGER)),
            date_trunc('month', $as_of) + to_days(0),
            to_months(1)
        )) AS first_day
    )
),
attested AS (
    SELECT
        months.month,
        state.id,
        state.approved_at,
        CASE
            WHEN state.id IS NULL THEN 'missing'
            WHEN state.reason IS NOT NULL THEN state.reason
            WHEN date_trunc('day', state.approved_at) > months.due_day THEN 'filed_late'
        END AS reason
    FROM months
    CROSS JOIN entities.evidence_kinds AS required
    LEFT JOIN models.evidence_states AS state ON state.kind = required.kind AND state.subject = months.month
    WHERE required.check_id = $check AND months.due_day < date_trunc('day', $as_of)
)
SELECT month AS subject_key, reason IS NOT NULL AS in_breach, approved_at AS at, reason
FROM attested
QUALIFY row_number() OVER (PARTITION BY month ORDER BY reason IS NOT NULL, approved_at NULLS LAST, id) = 1
