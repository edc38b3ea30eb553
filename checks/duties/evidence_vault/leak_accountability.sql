-- One row per leak of personal information.
-- In breach without an owner, or when it was not closed within $closure_days of its detection (closed exactly
-- then is in time; one still open after that counts as a breach).
WITH leaks AS (
    SELECT
        id,
        detected_at,
        CASE
            WHEN owner IS NULL THEN 'no_owner'
            WHEN least(coalesce(closed_at, $as_of), $as_of) <= detected_at + to_days($closure_days) THEN NULL
            WHEN closed_at <= $as_of THEN 'closed_late'
            ELSE 'overdue_open'
        END AS reason
    FROM entities.incidents
    WHERE type = 'data_leak' AND detected_at <= $as_of
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, detected_at AS at, reason
FROM leaks
