-- One row per subject, table and rule with data that is due for erasure and still there.
SELECT
    coalesce(people.subject_id, 'unlinked') AS subject_id,
    due.store,
    due."table",
    due.rule_id,
    due.trigger,
    due.due_at,
    due.rows,
    due.held
FROM (
    SELECT
        subject_number,
        store,
        "table",
        rule_id,
        any_value(trigger) AS trigger,
        min(due_at) AS due_at,
        CAST(sum(rows) AS BIGINT) AS rows,
        bool_or(held) AS held
    FROM erasure_decisions
    WHERE action <> 'keep'
    GROUP BY subject_number, store, "table", rule_id
) AS due
LEFT JOIN staged_people AS people ON people.subject_number = due.subject_number
ORDER BY store, "table", rule_id, subject_id;
