-- One row per account idle beyond the company's limit.
-- In breach when the next step of policy (notice, freeze, deletion) is overdue; an exempt account never is.
-- Without a dormancy rule there is nothing to judge by: one row that cannot be decided (NULL).
SELECT
    account_id AS subject_key,
    overdue AS in_breach,
    due_at AS at,
    CASE
        WHEN NOT overdue THEN NULL
        WHEN stage = 'notice_due' THEN 'notice_overdue'
        WHEN stage = 'freeze_due' THEN 'freeze_overdue'
        ELSE 'deletion_overdue'
    END AS reason
FROM models.dormant_accounts
UNION ALL
SELECT 'dormancy rule', NULL, NULL, NULL
WHERE NOT EXISTS (SELECT 1 FROM entities.dormant_policy)
