-- One row per measure that was taken against a user, and one per appeal received, in the last $window_days.
-- A measure is in breach when nobody is named as its investigator or its decider, when they are the same person, when
-- the user was not told of it within $notice_hours (exactly then is in time), or when it is unlike those of like
-- cases: of at least $like_cases others for the same rule and severity, its gravity lies more than one step from
-- their median, or it lasts more than $times_longer times as long as theirs of the same kind. Removing content and
-- handing over a crime come with other measures and are not compared. An appeal is in breach when it was decided
-- later than $appeal_days after it was received, is overdue, or was not decided by somebody other than who decided the
-- measure.
WITH steps(measure, step) AS (
    VALUES
        ('warning', 1), ('public_criticism', 2), ('restriction', 3), ('suspension', 4), ('supply_stop', 4),
        ('termination', 5), ('contract_end', 5)
),
measures AS (
    SELECT
        penalty.*,
        violation.rule_id,
        violation.severity,
        steps.step,
        epoch(penalty.ends_at - penalty.starts_at) AS lasts
    FROM entities.penalties AS penalty
    LEFT JOIN entities.violations AS violation ON violation.id = penalty.violation_id
    LEFT JOIN steps ON steps.measure = penalty.measure
    WHERE penalty.decided_at BETWEEN $as_of - to_days($window_days) AND $as_of
),
like_cases AS (
    SELECT rule_id, severity, count(*) AS cases, median(step) AS usual_step
    FROM measures
    WHERE step IS NOT NULL
    GROUP BY rule_id, severity
),
like_lengths AS (
    SELECT rule_id, severity, measure, count(*) AS cases, median(lasts) AS usual_length
    FROM measures
    WHERE lasts IS NOT NULL
    GROUP BY rule_id, severity, measure
),
judged AS (
    SELECT
        'measure/' || penalty.id AS subject_key,
        penalty.decided_at AS at,
        CASE
            WHEN penalty.investigator_id IS NULL OR penalty.decided_by IS NULL THEN 'nobody_named'
            WHEN penalty.investigator_id = penalty.decided_by THEN 'same_person'
            WHEN penalty.notified_at > penalty.decided_at + to_hours($notice_hours) THEN 'notified_late'
            WHEN coalesce(penalty.notified_at > $as_of, TRUE)
                AND penalty.decided_at + to_hours($notice_hours) < $as_of THEN 'not_notified'
            WHEN cases.cases > $like_cases AND abs(penalty.step - cases.usual_step) > 1 THEN 'unlike_like_cases'
            WHEN lengths.cases > $like_cases AND penalty.lasts > $times_longer * lengths.usual_length
                THEN 'unlike_like_cases'
        END AS reason
    FROM measures AS penalty
    LEFT JOIN like_cases AS cases ON cases.rule_id = penalty.rule_id AND cases.severity = penalty.severity
    LEFT JOIN like_lengths AS lengths
        ON lengths.rule_id = penalty.rule_id
        AND lengths.severity = penalty.severity
        AND lengths.measure = penalty.measure
    UNION ALL
    SELECT
        'appeal/' || appeal.id,
        appeal.received_at,
        CASE
            WHEN appeal.decided_at <= $as_of AND appeal.decided_at > appeal.received_at + to_days($appeal_days)
                THEN 'appeal_late'
            WHEN coalesce(appeal.decided_at > $as_of, TRUE) AND appeal.received_at + to_days($appeal_days) < $as_of
                THEN 'appeal_overdue'
            WHEN appeal.decided_at <= $as_of AND coalesce(appeal.decided_by = penalty.decided_by, TRUE)
                THEN 'appeal_same_person'
        END
    FROM entities.appeals AS appeal
    LEFT JOIN entities.penalties AS penalty ON penalty.id = appeal.penalty_id
    WHERE appeal.received_at BETWEEN $as_of - to_days($window_days) AND $as_of
)
SELECT subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
