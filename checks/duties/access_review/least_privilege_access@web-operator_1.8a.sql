-- One row per grant of access in force.
-- In breach unless it was made through the central register by a member of staff, to an operator on the staff, for
-- a named terminal; the system is the resource, which each grant has.
WITH judged AS (
    SELECT
        access.id,
        access.granted_at,
        CASE
            WHEN access.source = 'direct' THEN 'not_central'
            WHEN administrator.id IS NULL THEN 'no_administrator'
            WHEN operator.id IS NULL THEN 'no_operator'
            WHEN nullif(trim(access.terminal), '') IS NULL THEN 'no_terminal'
        END AS reason
    FROM entities.access_grants AS access
    LEFT JOIN entities.staff AS administrator ON administrator.id = access.granted_by
    LEFT JOIN entities.staff AS operator ON operator.id = access.principal_id
    WHERE coalesce(access.granted_at <= $as_of, TRUE)
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, granted_at AS at, reason
FROM judged
