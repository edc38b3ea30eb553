-- One row per review of an order (O) or of a course (C), with what became of it when it was flagged.
WITH written AS (
    SELECT
        'O' AS review_kind,
        review.review_id,
        'order' AS target,
        review.order_no AS order_id,
        CAST(NULL AS VARCHAR) AS enrolment_id,
        ordered.member_no AS user_id,
        ordered.merchant_no AS provider_id,
        CAST(review.stars AS BIGINT) AS score,
        review.content AS body,
        review.create_time AS created_at
    FROM app.public.t_review AS review
    INNER JOIN app.public.t_order AS ordered ON ordered.order_no = review.order_no
    UNION ALL
    SELECT
        'C',
        review.review_id,
        'course',
        NULL,
        review.enrol_no,
        enrol.member_no,
        course.merchant_no,
        CAST(review.stars AS BIGINT),
        review.content,
        review.create_time
    FROM app.public.t_course_review AS review
    INNER JOIN app.public.t_enrol AS enrol ON enrol.enrol_no = review.enrol_no
    INNER JOIN app.public.t_course AS course ON course.course_no = enrol.course_no
)
SELECT
    written.review_kind || written.review_id AS id,
    written.target,
    written.order_id,
    written.enrolment_id,
    written.user_id,
    written.provider_id,
    written.score,
    written.body,
    written.created_at,
    flag.flag_time AS flagged_at,
    flag.handle_time AS handled_at,
    CASE flag.handle_result WHEN 'KEEP' THEN 'kept' WHEN 'DROP' THEN 'removed' END AS outcome
FROM written
LEFT JOIN app.public.t_review_flag AS flag
    ON flag.review_kind = written.review_kind
    AND flag.review_id = written.review_id
