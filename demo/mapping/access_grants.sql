-- One row per table privilege that a database role really holds in PostgreSQL, at its highest level.
-- `central` when the permission centre's register knows it (not revoked, at least as high), else `direct`.
-- A role without an owner on the register is its own principal, and so belongs to nobody on the staff.
WITH held AS (
    SELECT role_name, resource, max(level) AS level
    FROM postgres_query('app', $$
        SELECT
            grantee.rolname::text AS role_name,
            namespace.nspname || '.' || class.relname AS resource,
            CASE
                WHEN acl.is_grantable OR acl.privilege_type IN ('TRUNCATE', 'TRIGGER', 'MAINTAIN') THEN 3
                WHEN acl.privilege_type IN ('INSERT', 'UPDATE', 'DELETE') THEN 2
                WHEN acl.privilege_type = 'SELECT' THEN 1
            END AS level
        FROM pg_class AS class
        JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
        CROSS JOIN LATERAL aclexplode(class.relacl) AS acl
        JOIN pg_roles AS grantee ON grantee.oid = acl.grantee
        WHERE namespace.nspname = 'public' AND class.relkind IN ('r', 'p', 'v') AND acl.grantee <> class.relowner
    $$)
    WHERE level IS NOT NULL
    GROUP BY role_name, resource
),
register AS (
    SELECT
        *,
        CASE privilege WHEN 'read' THEN 1 WHEN 'write' THEN 2 ELSE 3 END AS level,
        row_number() OVER (PARTITION BY role_name, table_name ORDER BY grant_time DESC, grant_no) AS recency
    FROM app.public.t_perm_register
    WHERE revoke_time IS NULL
)
SELECT
    CASE WHEN register.level >= held.level THEN register.grant_no ELSE held.role_name || ':' || held.resource END AS id,
    coalesce(owner.staff_no, 'role:' || held.role_name) AS principal_id,
    held.resource,
    CASE held.level WHEN 1 THEN 'read' WHEN 2 THEN 'write' ELSE 'admin' END AS privilege,
    held.role_name AS role,
    CASE WHEN register.level >= held.level THEN 'central' ELSE 'direct' END AS source,
    CASE WHEN register.level >= held.level THEN register.terminal END AS terminal,
    register.grant_by AS granted_by,
    register.grant_time AS granted_at,
    register.expire_time AS expires_at
FROM held
LEFT JOIN register ON register.role_name = held.role_name AND register.table_name = held.resource AND register.recency = 1
LEFT JOIN app.public.t_staff_db_role AS owner ON owner.role_name = held.role_name
