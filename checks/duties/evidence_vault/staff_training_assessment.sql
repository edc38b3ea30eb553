-- One row per active member of the service staff (post group `customer_service`).
-- Trained $training_days ago to the day, or assessed $assessment_days ago, is in time; who lacks both counts once.
WITH trained AS (
    SELECT staff_id, max(completed_at) AS last_at
    FROM entities.training_records WHERE completed_at <= $as_of GROUP BY staff_id
),
assessed AS (
    SELECT staff_id, max(assessed_at) AS last_at
    FROM entities.assessments WHERE assessed_at <= $as_of GROUP BY staff_id
),
judged AS (
    SELECT
        person.id,
        least(trained.last_at, assessed.last_at) AS last_at,
        CASE
            WHEN trained.last_at IS NULL
                OR trained.last_at < date_trunc('day', $as_of) - to_days(CAST($training_days AS INTEGER)) THEN 'training_overdue'
            WHEN assessed.last_at IS NULL
                OR assessed.last_at < date_trunc('day', $as_of) - to_days(CAST($assessment_days AS INTEGER))
                THEN 'assessment_overdue'
        END AS reason
    FROM entities.staff AS person
    INNER JOIN entities.post_groups AS serving ON serving.post = person.post AND serving.post_group = 'customer_service'
    LEFT JOIN trained ON trained.staff_id = person.id
    LEFT JOIN assessed ON assessed.staff_id = person.id
    WHERE person.status = 'active'
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, last_at AS at, reason
FROM judged
