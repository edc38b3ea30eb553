-- One row per report of a post, by a member or by the patrol.
SELECT
    CAST(flag_id AS VARCHAR) AS id,
    post_no AS content_id,
    CASE flag_kind
        WHEN 'FALSE' THEN 'false_information'
        WHEN 'FRAUD' THEN 'fraud'
        WHEN 'PORN' THEN 'obscene'
        WHEN 'VIOLENT' THEN 'violent'
        WHEN 'ILLEGAL' THEN 'unlawful'
        WHEN 'ABUSE' THEN 'abuse'
        WHEN 'PRIVACY' THEN 'privacy'
        WHEN 'DOXX' THEN 'doxxing'
        ELSE 'other'
    END AS kind,
    CASE flag_source WHEN 'PATROL' THEN 'monitoring' ELSE 'user' END AS source,
    flag_time AS reported_at,
    review_time AS decided_at,
    CASE verdict WHEN 'Y' THEN 'confirmed' WHEN 'N' THEN 'dismissed' END AS verdict
FROM app.public.t_post_flag
