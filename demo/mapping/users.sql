-- One row per member of the platform; members whose data was erased keep a row without any of it.
SELECT
    member_no AS id,
    CASE member_type WHEN 'M' THEN 'merchant' ELSE 'consumer' END AS user_type,
    CASE gender WHEN 'F' THEN 'female' WHEN 'M' THEN 'male' ELSE 'unknown' END AS gender,
    reg_time AS registered_at,
    update_time AS updated_at,
    invalid_flag,
    invalid_time AS invalid_since,
    invalid_clear_time AS invalid_cleared_at,
    real_name AS name,
    id_card_no AS id_number,
    mobile AS phone,
    email,
    CAST(birth_date AS VARCHAR) AS birth_date
FROM app.public.t_member
