-- One row per service that users use and paper they are owed: description, guide, notice of rights.
-- A paper older than the service's last change no longer describes it. The best item that names the service
-- speaks for it: a current one first, then the one approved last.
WITH papers AS (
    SELECT
        required.kind,
        service.id AS service,
        state.id,
        state.approved_at,
        CASE
            WHEN state.id IS NULL THEN 'missing'
            WHEN state.reason IS NOT NULL THEN state.reason
            WHEN state.approved_at < date_trunc('day', service.changed_on) THEN 'outdated'
        END AS reason
    FROM entities.services AS service
    CROSS JOIN entities.evidence_kinds AS required
    LEFT JOIN models.evidence_states AS state ON state.kind = required.kind AND state.subject = service.id
    WHERE service.public AND required.check_id = $check
)
SELECT kind || '/' || service AS subject_key, reason IS NOT NULL AS in_breach, approved_at AS at, reason
FROM papers
QUALIFY row_number() OVER (
    PARTITION BY kind, service ORDER BY reason IS NOT NULL, approved_at DESC NULLS LAST, id
) = 1
