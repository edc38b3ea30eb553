-- One row per late order whose cause was found; riders work for the platform.
SELECT
    order_no AS order_id,
    CASE cause_code
        WHEN 'SYSTEM' THEN 'platform'
        WHEN 'RIDER' THEN 'platform'
        WHEN 'SHOP' THEN 'provider'
        WHEN 'USER' THEN 'user'
        WHEN 'FORCE' THEN 'force_majeure'
    END AS cause,
    find_time AS found_at
FROM app.public.t_delay_cause
