-- One row per use of a member's data for something other than the service.
SELECT CAST(use_id AS VARCHAR) AS id, member_no AS user_id, purpose, is_commercial, use_time AS at
FROM app.public.t_data_use
