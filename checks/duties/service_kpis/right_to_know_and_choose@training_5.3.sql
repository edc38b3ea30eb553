-- One row per refusal of an enrolment in the last $window_days, and one per trait (sex, age) by which those who met the
-- conditions can be compared.
-- A refusal is in breach when its reason is one of the traits the clause names; a trait when the shares accepted in two
-- of its groups differ by more than $max_gap. Groups of fewer than $min_group are not compared, and nor are those of
-- ethnicity and religion, which nobody may collect for this: a trait of which fewer than two groups are large enough
-- has no row.
WITH decided AS (
    SELECT enrolment.*, users.gender, users.age_band
    FROM entities.enrolments AS enrolment
    LEFT JOIN entities.users ON users.id = enrolment.user_id
    WHERE enrolment.decision <> 'pending'
        AND enrolment.decided_at BETWEEN $as_of - to_days($window_days) AND $as_of
),
members AS (
    SELECT 'sex' AS trait, gender AS member_of, decision, decided_at
    FROM decided
    WHERE prerequisite_met AND gender <> 'unknown'
    UNION ALL
    SELECT 'age', age_band, decision, decided_at
    FROM decided
    WHERE prerequisite_met AND age_band <> 'unknown'
),
shares AS (
    SELECT
        trait,
        avg(CAST(decision = 'accepted' AS INTEGER)) AS accepted,
        max(decided_at) AS last_decided_at
    FROM members
    GROUP BY trait, member_of
    HAVING count(*) >= $min_group
),
compared AS (
    SELECT
        trait,
        round(max(accepted) - min(accepted), 9) > $max_gap AS unequal,
        max(last_decided_at) AS last_decided_at
    FROM shares
    GROUP BY trait
    HAVING count(*) > 1
)
SELECT
    'refusal/' || id AS subject_key,
    coalesce(refusal_reason IN ('gender', 'age', 'ethnicity', 'religion'), FALSE) AS in_breach,
    decided_at AS at,
    CASE WHEN refusal_reason IN ('gender', 'age', 'ethnicity', 'religion') THEN 'refused_for_trait' END AS reason
FROM decided
WHERE decision = 'refused'
UNION ALL
SELECT
    'trait/' || trait AS subject_key,
    unequal AS in_breach,
    last_decided_at AS at,
    CASE WHEN unequal THEN 'unequal_acceptance' END AS reason
FROM compared
