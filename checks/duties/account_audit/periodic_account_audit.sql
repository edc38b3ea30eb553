-- One row per active account that was activated more than $cycle_days ago.
-- In breach when it was not audited within the last $cycle_days (an audit exactly so long ago counts), or only without
-- a result.
WITH audits AS (
    SELECT account_id, count(result) > 0 AS has_result
    FROM entities.account_audits
    WHERE audited_at BETWEEN $as_of - to_days($cycle_days) AND $as_of
    GROUP BY account_id
),
judged AS (
    SELECT
        account.id,
        account.activated_at,
        CASE
            WHEN audit.account_id IS NULL THEN 'not_audited'
            WHEN NOT audit.has_result THEN 'no_result'
        END AS reason
    FROM entities.accounts AS account
    LEFT JOIN audits AS audit ON audit.account_id = account.id
    WHERE account.status = 'active' AND account.activated_at < $as_of - to_days($cycle_days)
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, activated_at AS at, reason
FROM judged
