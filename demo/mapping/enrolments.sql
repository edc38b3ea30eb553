-- One row per enrolment.
SELECT
    enrol.enrol_no AS id,
    enrol.member_no AS user_id,
    enrol.course_no AS course_id,
    course.merchant_no AS provider_id,
    enrol.apply_time AS applied_at,
    enrol.cond_ok AS prerequisite_met,
    CASE enrol.enrol_status WHEN 'W' THEN 'pending' WHEN 'Y' THEN 'accepted' WHEN 'N' THEN 'refused' END AS decision,
    enrol.decide_time AS decided_at,
    CASE enrol.refuse_code
        WHEN 'FULL' THEN 'capacity'
        WHEN 'COND' THEN 'conditions'
        WHEN 'SEX' THEN 'gender'
        WHEN 'AGE' THEN 'age'
        WHEN 'ETHN' THEN 'ethnicity'
        WHEN 'RELIG' THEN 'religion'
        ELSE CASE WHEN enrol.refuse_code IS NOT NULL THEN 'other' END
    END AS refusal_reason,
    enrol.attend_time AS attended_at
FROM app.public.t_enrol AS enrol
INNER JOIN app.public.t_course AS course ON course.course_no = enrol.course_no
