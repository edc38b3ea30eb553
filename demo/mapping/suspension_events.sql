-- One row per time that a plan was stopped or restricted.
SELECT
    stopped.stop_no AS id,
    subscription.member_no AS user_id,
    stopped.sub_no AS subscription_id,
    CASE stopped.stop_kind WHEN 'F' THEN 'suspended' ELSE 'restricted' END AS kind,
    CASE stopped.reason_code
        WHEN 'OWE' THEN 'arrears'
        WHEN 'USR' THEN 'user_request'
        WHEN 'ORD' THEN 'authority_order'
        WHEN 'FRD' THEN 'fraud'
        WHEN 'SAF' THEN 'safety'
        ELSE CASE WHEN stopped.reason_code IS NOT NULL THEN 'other' END
    END AS reason,
    stopped.authority,
    stopped.notice_time AS notice_at,
    stopped.stop_time AS suspended_at,
    stopped.resume_time AS resumed_at
FROM app.public.t_service_stop AS stopped
JOIN app.public.t_subscription AS subscription ON subscription.sub_no = stopped.sub_no
