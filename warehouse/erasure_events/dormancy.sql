-- One row per user all of whose accounts are cancelled or past the last stage of dormancy, at least one of them the
-- latter, with the time the last of them passed it. Exempt accounts (funds, open complaint, legal hold) are not past
-- it.
SELECT account.user_id AS subject_id, max(dormant.due_at) AS happened_at
FROM entities.accounts AS account
LEFT JOIN models.dormant_accounts AS dormant
    ON dormant.account_id = account.id
    AND dormant.stage = 'deletion_due'
    AND NOT dormant.exempt
    AND dormant.due_at <= $as_of
GROUP BY account.user_id
HAVING bool_and(account.status = 'cancelled' OR dormant.account_id IS NOT NULL)
    AND count(dormant.account_id) > 0
