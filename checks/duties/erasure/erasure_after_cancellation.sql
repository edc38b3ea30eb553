-- One row per account cancelled more than $grace_days ago.
-- In breach while any table still holds data of its user that a trigger has made due for erasure and that no
-- legal hold keeps. An account cancelled exactly $grace_days ago is not judged yet.
WITH remaining AS (
    SELECT subject_id, sum("rows") AS row_count
    FROM entities.retention_due
    WHERE trigger <> 'retention_limit' AND NOT held AND due_at <= $as_of
    GROUP BY subject_id
)
SELECT
    account.id AS subject_key,
    coalesce(remaining.row_count, 0) > 0 AS in_breach,
    account.cancelled_at AS at,
    CASE WHEN remaining.row_count > 0 THEN 'data_remains' END AS reason
FROM entities.accounts AS account
LEFT JOIN remaining ON remaining.subject_id = account.user_id
WHERE account.status = 'cancelled'
    AND account.cancelled_at < $as_of - to_days($grace_days)
