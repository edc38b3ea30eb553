-- One row per subject, trigger, deciding reason and action of one table's rule, from the table's pairs
-- (one row per row of the table and subject it belongs to) and what its rule comes to in each situation.
INSERT INTO erasure_decisions
SELECT
    pair.subject_number,
    $store,
    $table,
    outcome.rule_id,
    CASE WHEN outcome.by_limit THEN 'retention_limit' ELSE pair.trigger END,
    CASE WHEN pair.held AND outcome.action <> 'keep' THEN 'legal_hold' ELSE outcome.decided_by END,
    outcome.action,
    pair.held,
    pair.due_at,
    pair.rows
FROM (
    SELECT subject_number, situation, trigger, held, min(due_at) AS due_at, count(*) AS rows
    FROM {pairs}
    WHERE situation IS NOT NULL
    GROUP BY subject_number, situation, trigger, held
) AS pair
JOIN {outcomes} ON outcome.situation = pair.situation;
