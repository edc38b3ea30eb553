-- One row per subject, table, rule, trigger, deciding reason and action: that many of its rows are judged so.
-- action 'keep' is what stays although the subject is to be erased; a held row shows the action it is spared.
CREATE OR REPLACE TEMP TABLE erasure_decisions (
    subject_id VARCHAR,
    store VARCHAR,
    "table" VARCHAR,
    rule_id VARCHAR,
    trigger VARCHAR,
    decided_by VARCHAR,  -- legal_hold | statutory_minimum | erasure_duty | retention_limit | lawful_basis
    action VARCHAR,      -- delete | clear | pseudonymise | keep
    held BOOLEAN,
    due_at TIMESTAMP,
    rows BIGINT
);
