-- One row per change of a profile asked for in the last $window_days that took effect or is past its limit.
-- In breach when it came later than $limit_days, is still missing, or other places hold another value. Whether they
-- do is known of the last change of a field that is kept in several places.
WITH judged AS (
    SELECT
        id,
        requested_at,
        CASE
            WHEN applied_at IS NULL OR applied_at > $as_of THEN 'overdue'
            WHEN applied_at > requested_at + to_days($limit_days) THEN 'late'
            WHEN NOT copies_agree THEN 'differs'
        END AS reason
    FROM entities.profile_change_requests
    WHERE requested_at BETWEEN $as_of - to_days($window_days) AND $as_of
        AND (applied_at <= $as_of OR requested_at + to_days($limit_days) < $as_of)
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, requested_at AS at, reason
FROM judged
