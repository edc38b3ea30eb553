-- One row per active member of staff, who must have signed the undertaking $document.
-- Signed $renewal_days ago to the day is in time; an earlier expiry of its own ends it at the end of that day.
WITH judged AS (
    SELECT
        staff_id,
        signed_at,
        CASE
            WHEN signed_at IS NULL THEN 'not_signed'
            WHEN in_force_since >= date_trunc('day', $as_of) - to_days(CAST($renewal_days AS INTEGER)) THEN NULL
            ELSE 'expired'
        END AS reason
    FROM models.staff_signatures
    WHERE document = $document
)
SELECT
    staff_id AS subject_key,
    reason IS NOT NULL AS in_breach,
    signed_at AS at,
    reason
FROM judged
