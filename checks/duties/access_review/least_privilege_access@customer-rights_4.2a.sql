-- One row per grant of access in force that allows reading, and one per read of personal data by staff in the last
-- $window_days.
-- A grant is in breach when its holder has left or is unknown, or when the role matrix gives the holder's post no
-- access to that resource or less than was granted. A read is in breach when it names neither case nor purpose.
WITH privileges(privilege, rank) AS (VALUES ('read', 1), ('write', 2), ('admin', 3)),
judged AS (
    SELECT
        'grant/' || access.id AS subject_key,
        access.granted_at AS at,
        CASE
            WHEN holder.id IS NULL OR (holder.status = 'departed' AND coalesce(holder.left_at <= $as_of, TRUE))
                THEN 'no_post'
            WHEN held.rank > coalesce(allowed.rank, 0) THEN 'beyond_post'
        END AS reason
    FROM entities.access_grants AS access
    JOIN privileges AS held ON held.privilege = access.privilege
    LEFT JOIN entities.staff AS holder ON holder.id = access.principal_id
    LEFT JOIN entities.role_matrix AS post ON post.post = holder.post AND post.resource = access.resource
    LEFT JOIN privileges AS allowed ON allowed.privilege = post.max_privilege
    WHERE coalesce(access.granted_at <= $as_of, TRUE)
    UNION ALL
    SELECT 'read/' || id, "at", CASE WHEN purpose_state = 'missing' THEN 'no_purpose' END
    FROM entities.audit_logs
    WHERE access = 'read' AND "at" BETWEEN $as_of - to_days($window_days) AND $as_of
)
SELECT subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
