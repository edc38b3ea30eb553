-- One row per upheld complaint that a user's rights were infringed, once it is closed.
-- It has a record of the lawful steps that the company took to defend the user.
SELECT
    complaint_id AS subject_key,
    acted_at IS NULL OR acted_at > $as_of AS in_breach,
    closed_at AS at,
    CASE WHEN acted_at IS NULL OR acted_at > $as_of THEN 'no_record' END AS reason
FROM entities.rights_cases
WHERE closed_at <= $as_of
