-- One row per rule, deciding reason and action (NULL: all actions of that reason): the distinct subjects
-- and the rows so judged.
SELECT
    rule_id,
    decided_by,
    action,
    count(DISTINCT subject_id) FILTER (WHERE subject_id <> 'unlinked') AS subjects,
    CAST(sum(rows) AS BIGINT) AS rows
FROM erasure_decisions
GROUP BY GROUPING SETS ((rule_id, decided_by, action), (rule_id, decided_by));
