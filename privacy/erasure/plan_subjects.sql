-- One row per subject and trigger on whose rows the plan acts; held subjects and rows of nobody are left out.
SELECT DISTINCT subject_id, trigger
FROM erasure_decisions
WHERE action <> 'keep' AND NOT held AND subject_id <> 'unlinked'
ORDER BY subject_id, trigger;
