-- One row per kind of rule that must be published. The version in effect speaks for it: of the approved items, the
-- one that came into effect last (the day of approval where no other is given). Whether its file is sound and its
-- review done is judged by the check that asks for the kind; of kinds nobody else asks for it is judged here.
-- A revision was announced no later than the day it came into effect; version 1 revises nothing. Where checks
-- apply a rule of the policy folder, the published version is the one they apply.
WITH in_effect AS (
    SELECT state.*, coalesce(state.effective_at, state.approved_at) AS in_force_at
    FROM models.evidence_states AS state
    INNER JOIN entities.evidence_kinds AS required ON required.kind = state.kind
    WHERE (state.reason IS NULL OR (required.check_id <> $check AND state.reason <> 'not_approved'))
        AND coalesce(state.effective_at, state.approved_at) <= $as_of
    QUALIFY row_number() OVER (PARTITION BY state.kind ORDER BY in_force_at DESC, state.id) = 1
),
applied AS (
    SELECT 'dormant_account_rules' AS kind, version FROM entities.dormant_policy
),
judged AS (
    SELECT
        required.kind,
        rule.published_at,
        CASE
            WHEN rule.id IS NULL THEN 'not_current'
            WHEN rule.published_at IS NULL OR rule.published_at > $as_of THEN 'unpublished'
            WHEN coalesce(rule.version, '') <> '1'
                AND (rule.announced_at IS NULL OR rule.announced_at > rule.in_force_at) THEN 'not_announced'
            WHEN applied.version IS NOT NULL AND applied.version IS DISTINCT FROM rule.version THEN 'other_version'
        END AS reason
    FROM entities.evidence_kinds AS required
    LEFT JOIN in_effect AS rule ON rule.kind = required.kind
    LEFT JOIN applied ON applied.kind = required.kind
    WHERE required.published
)
SELECT kind AS subject_key, reason IS NOT NULL AS in_breach, published_at AS at, reason
FROM judged
