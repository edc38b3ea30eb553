-- One row per change that a member made to the profile. Telephone and e-mail are kept in two places each; whether
-- the two agree is told of each member's last change of the field that has taken effect.
WITH applied AS (
    SELECT change_id, row_number() OVER (PARTITION BY member_no, field_code ORDER BY apply_time DESC, change_id DESC) AS recency
    FROM app.public.t_profile_change
    WHERE apply_time IS NOT NULL
)
SELECT
    CAST(change.change_id AS VARCHAR) AS id,
    change.member_no AS user_id,
    CASE change.field_code WHEN 'MOBILE' THEN 'phone' WHEN 'EMAIL' THEN 'email' ELSE 'nickname' END AS field,
    change.request_time AS requested_at,
    change.apply_time AS applied_at,
    CASE
        WHEN applied.recency IS DISTINCT FROM 1 OR member.mobile IS NULL OR member.mobile LIKE 'erased-%' THEN NULL
        WHEN change.field_code = 'MOBILE'
            THEN member.mobile IS NOT DISTINCT FROM account.login_name
                AND coalesce(member.mobile = json_extract_string(member.profile, '$.contact.phone'), TRUE)
        -- Of the e-mail either place may be empty; the comparison is then NULL.
        WHEN change.field_code = 'EMAIL' THEN member.email = json_extract_string(member.profile, '$.contact.email')
    END AS copies_agree
FROM app.public.t_profile_change AS change
LEFT JOIN applied ON applied.change_id = change.change_id
JOIN app.public.t_member AS member ON member.member_no = change.member_no
LEFT JOIN app.public.t_passport_account AS account ON account.member_no = change.member_no
