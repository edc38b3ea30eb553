-- One row per person whom a hold in a rule's scope or a trigger concerns that applies to the rule; `trigger` is the
-- earliest due, NULL where there is the hold alone. {key_type} is the type of the subject table's key.
CREATE OR REPLACE TEMP TABLE {name} AS
SELECT
    min(place) AS subject_number,
    subject_raw,
    TRY_CAST(subject_raw AS {key_type}) AS subject_key,
    bool_or(held) AS held,
    arg_min(trigger, (due_at, trigger)) FILTER (WHERE concerns) AS trigger,
    min(due_at) FILTER (WHERE concerns) AS due_at
FROM (
    SELECT
        *,
        list_has_any(hold_scopes, [$scope_all, $rule_id]) AS held,
        coalesce(list_contains($triggers, trigger), false) AS concerns
    FROM pressing_rows
)
WHERE held OR concerns
GROUP BY subject_raw;
