-- One row per subject, trigger, deciding reason and action of one table's rule, from the table's sums
-- (one row per subject, situation, trigger and whether it is held) and what its rule comes to in each situation.
INSERT INTO erasure_decisions
SELECT
    summed.subject_number,
    $store,
    $table,
    outcome.rule_id,
    CASE WHEN outcome.by_limit THEN 'retention_limit' ELSE summed.trigger END,
    CASE WHEN summed.held AND outcome.action <> 'keep' THEN 'legal_hold' ELSE outcome.decided_by END,
    outcome.action,
    summed.held,
    summed.due_at,
    summed.rows
FROM {sums} AS summed
JOIN {outcomes} ON outcome.situation = summed.situation;
