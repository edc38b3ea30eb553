-- One row per active account whose user has passed a real-name verification.
-- In breach when none of the passed verifications names the kind of document, or every document named has run out
-- (one that runs out at this very moment has). A document without a date of expiry cannot be judged (NULL).
-- Accounts without any verification are judged by the base check.
WITH documents AS (
    SELECT
        user_id,
        bool_or(document_type IS NOT NULL) AS has_document,
        coalesce(bool_or(document_type IS NOT NULL AND document_expires_at > $as_of), FALSE) AS is_current,
        coalesce(bool_or(document_type IS NOT NULL AND document_expires_at IS NULL), FALSE) AS is_undated,
        max(coalesce(decided_at, submitted_at)) AS verified_at
    FROM entities.identity_verifications
    WHERE result = 'passed' AND coalesce(decided_at, submitted_at) <= $as_of
    GROUP BY user_id
),
judged AS (
    SELECT
        account.id,
        document.verified_at,
        document.is_current,
        CASE
            WHEN document.is_current THEN NULL
            WHEN NOT document.has_document THEN 'no_document_kind'
            WHEN NOT document.is_undated THEN 'document_expired'
        END AS reason
    FROM entities.accounts AS account
    JOIN documents AS document ON document.user_id = account.user_id
    WHERE account.status = 'active' AND account.created_at <= $as_of
)
SELECT
    id AS subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN is_current THEN FALSE END AS in_breach,
    verified_at AS at,
    reason
FROM judged
