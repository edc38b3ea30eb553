-- One row per inquiry opened in the last $window_days, or earlier and still unanswered, that can be judged by now.
-- In breach when the first answer came after its limit or is overdue. The limit is that of inquiry_facts.
SELECT
    request_id AS subject_key,
    breach AS in_breach,
    opened_at AS at,
    CASE
        WHEN NOT breach THEN NULL
        WHEN first_response_at IS NULL THEN 'overdue_unanswered'
        ELSE 'answered_late'
    END AS reason
FROM models.inquiry_facts
WHERE breach IS NOT NULL
    AND (opened_at >= $as_of - to_days($window_days) OR first_response_at IS NULL)
