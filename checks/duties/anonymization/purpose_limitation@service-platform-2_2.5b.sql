-- One row per data set for use beyond the service, per use of a user's data beyond the service, and per disclosure.
-- In breach when the data set is not anonymised by its release gate, and when a use or disclosure is commercial:
-- paid for, in exchange for something, or for a purpose in $commercial_purposes. Consent makes no difference.
WITH data_sets AS (
    SELECT
        'dataset:' || dataset.name AS subject_key,
        release.released_at AS at,
        CASE WHEN release.dataset IS NULL THEN 'not_anonymised' END AS reason,
        FALSE AS is_unknown
    FROM entities.datasets AS dataset
    LEFT JOIN entities.releases AS release
        ON release.dataset = dataset.name
        AND release.released_at <= $as_of
        AND release.status = 'published'
        AND release.label = 'anonymised'
    WHERE dataset.purpose <> 'service'
),
uses AS (
    SELECT 'use:' || id, "at", CASE WHEN is_commercial THEN 'commercial_use' END, FALSE
    FROM entities.data_uses
    WHERE "at" <= $as_of
),
disclosures AS (
    SELECT
        'disclosure:' || id,
        disclosed_at,
        CASE
            WHEN consideration <> 'none' THEN 'sold'
            WHEN list_contains(string_split($commercial_purposes, ' '), purpose) THEN 'commercial_use'
        END,
        consideration IS NULL
    FROM entities.data_disclosures
    WHERE disclosed_at <= $as_of
),
judged AS (
    SELECT * FROM data_sets
    UNION ALL
    SELECT * FROM uses
    UNION ALL
    SELECT * FROM disclosures
)
SELECT
    subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN NOT is_unknown THEN FALSE END AS in_breach,
    "at",
    reason
FROM judged
