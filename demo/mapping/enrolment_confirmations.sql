-- One row per confirmation of an enrolment by the member.
SELECT
    confirm_no AS id,
    enrol_no AS enrolment_id,
    confirm_time AS confirmed_at
FROM app.public.t_enrol_confirm
