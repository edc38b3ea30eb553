-- One row per enrolment accepted in the last $window_days.
-- In breach when the user had not confirmed it by the acceptance, and when a complaint that it was forced was upheld.
WITH accepted AS (
    SELECT id, decided_at
    FROM entities.enrolments
    WHERE decision = 'accepted' AND decided_at BETWEEN $as_of - to_days($window_days) AND $as_of
),
confirmed AS (
    SELECT enrolment_id, min(confirmed_at) AS confirmed_at
    FROM entities.enrolment_confirmations
    GROUP BY enrolment_id
),
forced AS (
    SELECT DISTINCT enrolment_id
    FROM entities.enrolment_objections
    WHERE upheld AND closed_at <= $as_of
),
judged AS (
    SELECT
        accepted.id,
        accepted.decided_at,
        CASE
            WHEN forced.enrolment_id IS NOT NULL THEN 'forced'
            WHEN coalesce(confirmed.confirmed_at > accepted.decided_at, TRUE) THEN 'not_confirmed'
        END AS reason
    FROM accepted
    LEFT JOIN confirmed ON confirmed.enrolment_id = accepted.id
    LEFT JOIN forced ON forced.enrolment_id = accepted.id
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, decided_at AS at, reason
FROM judged
