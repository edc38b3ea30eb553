-- One row per user whose data was last changed in the last $window_days, and one per change or deletion by staff that
-- the audit log holds of that time.
-- A user's data is in breach when no change or deletion of theirs is in the audit log within $tolerance_minutes of that
-- moment: somebody changed it past the log. A change by staff is in breach when nobody authorised it, or who made it.
WITH judged AS (
    SELECT
        'user/' || holder.id AS subject_key,
        holder.updated_at AS at,
        CASE WHEN count(record.id) = 0 THEN 'not_recorded' END AS reason
    FROM entities.users AS holder
    LEFT JOIN entities.data_changes AS record
        ON record.user_id = holder.id
        AND record.at BETWEEN holder.updated_at - to_minutes($tolerance_minutes)
            AND holder.updated_at + to_minutes($tolerance_minutes)
    WHERE holder.updated_at BETWEEN $as_of - to_days($window_days) AND $as_of
        AND holder.updated_at > holder.registered_at
    GROUP BY holder.id, holder.updated_at
    UNION ALL
    SELECT
        'change/' || id,
        "at",
        CASE
            WHEN operator_id IS NULL THEN 'nobody_named'
            WHEN authorised_by IS NULL THEN 'not_authorised'
            WHEN authorised_by = operator_id THEN 'authorised_by_oneself'
        END
    FROM entities.data_changes
    WHERE actor = 'operator' AND "at" BETWEEN $as_of - to_days($window_days) AND $as_of
)
SELECT subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
