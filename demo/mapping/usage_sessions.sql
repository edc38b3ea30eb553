-- One row per session of reading.
SELECT
    CAST(session_id AS VARCHAR) AS id,
    member_no AS user_id,
    start_time AS started_at,
    end_time AS ended_at,
    adult_item AS restricted
FROM app.public.t_read_session
