-- One row per subject whom a hold in a rule's scope or a trigger concerns that applies to the rule; erasure_trigger is
-- the earliest due, NULL where there is the hold alone.
CREATE OR REPLACE TEMP TABLE {name} AS
SELECT
    subject_number,
    bool_or(held) AS held,
    arg_min(trigger, (due_at, trigger)) AS erasure_trigger,
    min(due_at) AS erasure_due_at
FROM (
    SELECT subject_number, true AS held, NULL AS trigger, NULL::TIMESTAMP AS due_at
    FROM staged_holds
    WHERE scope IN ($scope_all, $rule_id)
    UNION ALL
    SELECT subject_number, false, trigger, due_at
    FROM staged_duties
    WHERE list_contains($triggers, trigger)
)
GROUP BY subject_number;
