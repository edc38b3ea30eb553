-- One row per subject, table and rule with data that is due for erasure and still there.
SELECT
    subject_id,
    store,
    "table",
    rule_id,
    any_value(trigger) AS trigger,
    min(due_at) AS due_at,
    CAST(sum(rows) AS BIGINT) AS rows,
    bool_or(held) AS held
FROM erasure_decisions
WHERE action <> 'keep'
GROUP BY subject_id, store, "table", rule_id
ORDER BY store, "table", rule_id, subject_id;
