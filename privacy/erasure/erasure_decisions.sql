-- One row per subject, table, rule, trigger, deciding reason and action: that many of its rows are judged so.
-- action 'keep' is what stays although the subject is to be erased; a held row shows the action it is spared.
CREATE OR REPLACE TEMP TABLE erasure_decisions (
    subject_number BIGINT,  -- NULL: rows past a limit that belong to nobody staged
    store VARCHAR,
    "table" VARCHAR,
    rule_id VARCHAR,
    trigger VARCHAR,
    decided_by VARCHAR,  -- a Reason of privacy/erasure/instruction.py
    action VARCHAR,      -- delete | clear | pseudonymise | generalise | change | keep
    held BOOLEAN,
    due_at TIMESTAMP,
    rows BIGINT
);
