-- One row per disclosure of a user's personal information to a third party.
-- The promise "not to leak" is kept when the user agreed, when their contract needs it, or when the law demands it, and
-- the records bear that out: a consent that is named, is that user's, is for that purpose and was live at the time; a
-- contract, while the user held an account that was activated and not cancelled; the law or a vital interest, as
-- declared. The base check takes a contract on trust and any live consent for the purpose.
WITH judged AS (
    SELECT
        disclosed.id,
        disclosed.disclosed_at,
        CASE disclosed.legal_basis
            WHEN 'law' THEN NULL
            WHEN 'vital_interest' THEN NULL
            WHEN 'contract' THEN CASE WHEN NOT EXISTS (
                SELECT 1
                FROM entities.accounts AS account
                WHERE account.user_id = disclosed.user_id
                    AND account.activated_at <= disclosed.disclosed_at
                    AND coalesce(account.cancelled_at > disclosed.disclosed_at, TRUE)
            ) THEN 'no_contract' END
            WHEN 'consent' THEN CASE WHEN NOT EXISTS (
                SELECT 1
                FROM entities.consents AS consent
                WHERE consent.id = disclosed.consent_id
                    AND consent.user_id = disclosed.user_id
                    AND consent.purpose = disclosed.purpose
                    AND consent.granted_at <= disclosed.disclosed_at
                    AND coalesce(consent.revoked_at > disclosed.disclosed_at, TRUE)
            ) THEN 'no_consent' END
            ELSE 'no_basis'
        END AS reason
    FROM entities.data_disclosures AS disclosed
    WHERE disclosed.disclosed_at <= $as_of
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, disclosed_at AS at, reason
FROM judged
