-- One row per subject, trigger, deciding reason and action of one table's rule, from erasure_candidates
-- (one row per row of the table and subject it belongs to).
-- Who decides, in this order: legal hold, statutory minimum, erasure duty, retention limit.
INSERT INTO erasure_decisions
WITH asked AS (
    -- What asks for something to be done to the row; the erasure duty before the limit.
    SELECT
        *,
        CASE
            WHEN erasure_trigger IS NOT NULL AND erasure_outstanding THEN 'erasure'
            WHEN limit_outstanding THEN 'limit'
            WHEN erasure_trigger IS NOT NULL AND (within_minimum OR $erasure_action = 'keep') THEN 'stay'
        END AS asked,
        -- Inside the minimum the row stays and the person in it is pseudonymised.
        within_minimum AND $erasure_action IN ('delete', 'clear') AS softened
    FROM erasure_candidates
),
decided AS (
    SELECT
        subject_id,
        CASE asked WHEN 'limit' THEN $limit_rule_id ELSE $rule_id END AS rule_id,
        CASE asked WHEN 'limit' THEN 'retention_limit' ELSE erasure_trigger END AS trigger,
        CASE
            WHEN asked <> 'stay' AND held THEN 'legal_hold'
            WHEN asked = 'limit' THEN 'retention_limit'
            WHEN asked = 'erasure' AND NOT softened THEN 'erasure_duty'
            WHEN within_minimum THEN 'statutory_minimum'
            ELSE 'lawful_basis'
        END AS decided_by,
        CASE
            WHEN asked = 'stay' THEN 'keep'
            WHEN asked = 'limit' THEN $limit_action
            WHEN softened THEN 'pseudonymise'
            ELSE $erasure_action
        END AS action,
        held,
        CASE
            WHEN asked = 'limit' THEN limit_ends
            -- What a minimum forbade became due only when the minimum ended.
            WHEN $erasure_action IN ('delete', 'clear') AND NOT softened
                THEN greatest(erasure_due_at, minimum_ends)
            ELSE erasure_due_at
        END AS due_at
    FROM asked
    WHERE asked IS NOT NULL
)
SELECT subject_id, $store, $table, rule_id, trigger, decided_by, action, held, min(due_at), count(*)
FROM decided
GROUP BY ALL;
