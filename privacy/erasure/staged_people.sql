-- One row per row of `staged_subjects`. A person's number is the place of one of them, not always the same one.
CREATE OR REPLACE TEMP VIEW staged_people AS
SELECT rowid AS subject_number, subject_id
FROM staged_subjects;

-- One row per staged row that obliges to something or holds something back: as a rule few, while everybody has one for
-- the limits. `chosen` says whose duties count; everybody's holds do. An unknown hold, and a scope that is no rule's id,
-- count as a hold on everything. {trigger_type} is the type of triggers.
CREATE OR REPLACE TEMP TABLE pressing_rows AS
SELECT
    rowid AS place,
    subject_raw,
    CASE WHEN trigger <> 'retention_limit' AND {chosen} THEN trigger END::{trigger_type} AS trigger,
    due_at,
    coalesce(
        list_transform(hold_scopes, lambda scope: CASE WHEN list_contains($rule_ids, scope) THEN scope ELSE $scope_all END),
        [$scope_all]
    ) AS hold_scopes
FROM staged_subjects
WHERE subject_raw IS NOT NULL
  AND ((trigger <> 'retention_limit' AND {chosen}) OR hold_scopes IS NULL OR len(hold_scopes) > 0);
