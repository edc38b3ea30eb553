-- One row per legal hold on a member's data.
SELECT
    CAST(hold_id AS VARCHAR) AS id,
    member_no AS user_id,
    hold_scope AS scope,
    basis,
    start_time AS starts_at,
    expire_time AS expires_at,
    release_time AS released_at
FROM app.public.t_legal_hold
