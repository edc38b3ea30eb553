-- One row per grant of access in force.
-- In breach when its holder has left or is unknown, it has expired, it was made outside central management,
-- or it exceeds what the role matrix allows the holder's post on that resource (no entry allows nothing).
WITH privileges(privilege, rank) AS (VALUES ('read', 1), ('write', 2), ('admin', 3)),
judged AS (
    SELECT
        access.id,
        access.granted_at,
        CASE
            WHEN holder.id IS NULL THEN 'unknown_holder'
            WHEN holder.status = 'departed' AND coalesce(holder.left_at <= $as_of, TRUE) THEN 'departed_holder'
            WHEN access.expires_at <= $as_of THEN 'expired'
            WHEN access.source = 'direct' THEN 'direct_grant'
            WHEN held.rank > coalesce(allowed.rank, 0) THEN 'excess'
        END AS reason
    FROM entities.access_grants AS access
    JOIN privileges AS held ON held.privilege = access.privilege
    LEFT JOIN entities.staff AS holder ON holder.id = access.principal_id
    LEFT JOIN entities.role_matrix AS post ON post.post = holder.post AND post.resource = access.resource
    LEFT JOIN privileges AS allowed ON allowed.privilege = post.max_privilege
    WHERE coalesce(access.granted_at <= $as_of, TRUE)
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, granted_at AS at, reason
FROM judged
