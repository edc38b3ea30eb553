-- One row per account that was registered and not cancelled: whether its holder accepted the service agreement in
-- force, at the registration (`in_time`: no later than it) or since (`later`), only a version that was not in force
-- (`outdated`), or none (`missing`). is_read: an acceptance that counts was preceded by a display on record.
-- needs: accounts, agreement_versions, agreement_acceptances
WITH accepted AS (
    SELECT
        acceptance.account_id,
        acceptance.accepted_at,
        version.version IS NOT NULL AS was_in_force,
        coalesce(acceptance.shown_at < acceptance.accepted_at, FALSE) AS was_shown
    FROM entities.agreement_acceptances AS acceptance
    LEFT JOIN entities.agreement_versions AS version
        ON version.version = acceptance.version
        AND version.effective_at <= acceptance.accepted_at
        AND coalesce(version.ended_at > acceptance.accepted_at, TRUE)
    WHERE acceptance.accepted_at <= $as_of
),
facts AS (
    SELECT
        account.id AS account_id,
        account.created_at AS registered_at,
        count(accepted.account_id) > 0 AS has_any,
        coalesce(bool_or(accepted.was_in_force AND accepted.accepted_at <= account.created_at), FALSE) AS is_in_time,
        coalesce(bool_or(accepted.was_in_force), FALSE) AS is_valid,
        coalesce(bool_or(accepted.was_in_force AND accepted.was_shown), FALSE) AS is_read
    FROM entities.accounts AS account
    LEFT JOIN accepted ON accepted.account_id = account.id
    WHERE account.created_at <= $as_of AND coalesce(account.cancelled_at > $as_of, TRUE)
    GROUP BY account.id, account.created_at
)
SELECT
    account_id,
    registered_at,
    CASE
        WHEN is_in_time THEN 'in_time'
        WHEN is_valid THEN 'later'
        WHEN has_any THEN 'outdated'
        ELSE 'missing'
    END AS state,
    is_read
FROM facts
