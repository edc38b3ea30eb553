-- One row per use of a user's personal information beyond the service, disclosures that no contract or law requires
-- among them. Covered by a consent to that purpose which the user gave actively and had not withdrawn by then; one
-- that was ticked in advance or bundled with the service does not count. How a consent was given may be unknown.
WITH uses AS (
    SELECT 'use:' || id AS subject_key, user_id, purpose, "at" FROM entities.data_uses
    UNION ALL
    SELECT 'disclosure:' || id, user_id, purpose, disclosed_at
    FROM entities.data_disclosures
    WHERE coalesce(legal_basis NOT IN ('contract', 'law', 'vital_interest'), TRUE)
),
judged AS (
    SELECT
        uses.subject_key,
        uses."at",
        count(consent.id) AS given,
        count(consent.id) FILTER (WHERE coalesce(consent.revoked_at > uses."at", TRUE)) AS live,
        coalesce(bool_or(consent.manner = 'active' AND coalesce(consent.revoked_at > uses."at", TRUE)), FALSE)
            AS is_explicit,
        coalesce(bool_or(consent.manner IS NULL AND consent.id IS NOT NULL AND coalesce(consent.revoked_at > uses."at", TRUE)), FALSE)
            AS is_unknown
    FROM uses
    LEFT JOIN entities.consents AS consent
        ON consent.user_id = uses.user_id
        AND consent.purpose = uses.purpose
        AND consent.granted_at <= uses."at"
    WHERE uses."at" <= $as_of
    GROUP BY uses.subject_key, uses."at"
),
reasons AS (
    SELECT
        *,
        CASE
            WHEN is_explicit OR is_unknown THEN NULL
            WHEN live > 0 THEN 'not_explicit'
            WHEN given > 0 THEN 'withdrawn'
            ELSE 'no_consent'
        END AS reason
    FROM judged
)
SELECT
    subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN is_explicit THEN FALSE END AS in_breach,
    "at",
    reason
FROM reasons
