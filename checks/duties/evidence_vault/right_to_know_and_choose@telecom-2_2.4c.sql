-- One row per signed contract. Before the signature (at that moment is in time) the user was told both what the
-- service is and what rights they have.
WITH told AS (
    SELECT
        contract.id,
        contract.signed_at,
        count(DISTINCT notice.part) AS parts,
        count(DISTINCT notice.part) FILTER (WHERE notice.given_at <= contract.signed_at) AS parts_before
    FROM entities.contracts AS contract
    LEFT JOIN entities.contract_notices AS notice
        ON notice.contract_id = contract.id AND notice.given_at <= $as_of
    WHERE contract.signed_at <= $as_of
    GROUP BY contract.id, contract.signed_at
)
SELECT
    id AS subject_key,
    parts_before < 2 AS in_breach,
    signed_at AS at,
    CASE WHEN parts < 2 THEN 'not_informed' WHEN parts_before < 2 THEN 'informed_late' END AS reason
FROM told
