-- One row per active training body, one per trainer at work in one, and one per enrolment accepted in the last
-- $window_days. In breach when the body's licence or the trainer's certificate is missing, invalid or expired (each is
-- good until the end of its last day; one without an end date does not expire), or when somebody was accepted who does
-- not meet the conditions of the course. Where nobody recorded whether they do, the data cannot tell.
WITH bodies AS (
    SELECT * FROM entities.providers WHERE kind = 'training' AND status = 'active'
),
judged AS (
    SELECT
        'body/' || id AS subject_key,
        licence_expires_at AS at,
        TRUE AS known,
        CASE
            WHEN licence_state <> 'valid' THEN 'licence_missing'
            WHEN licence_expires_at < date_trunc('day', $as_of) THEN 'licence_expired'
        END AS reason
    FROM bodies
    UNION ALL
    SELECT
        'trainer/' || id,
        certificate_expires_at,
        TRUE,
        CASE
            WHEN certificate_state = 'missing' THEN 'certificate_missing'
            WHEN certificate_expires_at < date_trunc('day', $as_of) THEN 'certificate_expired'
        END
    FROM entities.trainers
    WHERE active AND provider_id IN (SELECT id FROM bodies)
    UNION ALL
    SELECT
        'enrolment/' || id,
        decided_at,
        prerequisite_met IS NOT NULL,
        CASE WHEN NOT prerequisite_met THEN 'condition_unmet' END
    FROM entities.enrolments
    WHERE decision = 'accepted' AND decided_at BETWEEN $as_of - to_days($window_days) AND $as_of
)
SELECT subject_key, CASE WHEN known THEN reason IS NOT NULL END AS in_breach, "at", reason
FROM judged
