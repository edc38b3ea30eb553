-- One row per rule of pg_hba.conf that lets somebody in over a network, and login it speaks of.
SELECT
    rule.line_number,
    rule.type,
    coalesce(rule.address, 'all') AS address,
    rule.netmask,
    login.name AS login
FROM pg_hba_file_rules AS rule
CROSS JOIN LATERAL unnest(rule.user_name) AS login (name)
WHERE rule.error IS NULL AND rule.type <> 'local' AND rule.auth_method <> 'reject'
ORDER BY rule.line_number, login.name
