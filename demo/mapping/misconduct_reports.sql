-- One row per tip-off. What the other side was told is searched for the reporter's name, telephone and number;
-- only how many such texts there are leaves this query.
SELECT
    tipoff.tipoff_no AS id,
    tipoff.reporter_no AS reporter_id,
    CASE tipoff.target_type WHEN 'MERCHANT' THEN 'merchant' WHEN 'STAFF' THEN 'staff' ELSE 'user' END AS respondent_type,
    tipoff.target_staff_no AS respondent_staff_id,
    'public.t_tipoff' AS kept_in,
    CASE WHEN contains(tipoff.target_notice, member.real_name) OR contains(tipoff.target_notice, member.mobile)
        OR contains(tipoff.target_notice, tipoff.reporter_no) THEN 1 ELSE 0 END AS texts_naming_reporter,
    tipoff.receive_time AS received_at
FROM app.public.t_tipoff AS tipoff
LEFT JOIN app.public.t_member AS member ON member.member_no = tipoff.reporter_no
