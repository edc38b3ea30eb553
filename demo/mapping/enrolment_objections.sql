-- One row per complaint that an enrolment was forced.
SELECT
    objection_no AS id,
    enrol_no AS enrolment_id,
    apply_time AS received_at,
    close_time AS closed_at,
    CASE upheld WHEN 'Y' THEN TRUE WHEN 'N' THEN FALSE END AS upheld
FROM app.public.t_enrol_objection
