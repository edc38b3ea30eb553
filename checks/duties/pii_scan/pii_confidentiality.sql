-- One row per disclosure of a user's personal information to a third party.
-- Covered by a legal basis other than consent, or by a consent of that user for that purpose which was live
-- at the time. A consent revoked at the very moment of the disclosure no longer covers it.
WITH disclosures AS (
    SELECT
        disclosed.id,
        disclosed.disclosed_at,
        disclosed.legal_basis,
        coalesce(disclosed.legal_basis IN ('contract', 'law', 'vital_interest'), FALSE) AS has_other_basis,
        count(consent.id) AS consents_before,
        count(consent.id) FILTER (WHERE coalesce(consent.revoked_at > disclosed.disclosed_at, TRUE)) > 0
            AS has_live_consent
    FROM entities.data_disclosures AS disclosed
    LEFT JOIN entities.consents AS consent
        ON consent.user_id = disclosed.user_id
        AND consent.purpose = disclosed.purpose
        AND consent.granted_at <= disclosed.disclosed_at
    WHERE disclosed.disclosed_at <= $as_of
    GROUP BY disclosed.id, disclosed.disclosed_at, disclosed.legal_basis
),
reasons AS (
    SELECT
        id,
        disclosed_at,
        CASE
            WHEN has_other_basis OR has_live_consent THEN NULL
            WHEN consents_before > 0 THEN 'consent_revoked'
            WHEN legal_basis = 'consent' THEN 'consent_missing'
            ELSE 'no_basis'
        END AS reason
    FROM disclosures
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, disclosed_at AS at, reason
FROM reasons
