-- One row per change of an account's state.
SELECT
    CAST(event_id AS VARCHAR) AS id,
    account_no AS account_id,
    CASE event_type
        WHEN 'REGISTER' THEN 'registered'
        WHEN 'ACTIVATE' THEN 'activated'
        WHEN 'MODIFY' THEN 'modified'
        WHEN 'DORMANT_NOTICE' THEN 'dormant_notice'
        WHEN 'FREEZE' THEN 'frozen'
        WHEN 'UNFREEZE' THEN 'unfrozen'
        WHEN 'CANCEL_APPLY' THEN 'cancel_requested'
        WHEN 'CANCEL_UNDO' THEN 'cancel_withdrawn'
        WHEN 'CLOSE' THEN 'cancelled'
    END AS type,
    CASE status_before WHEN 0 THEN 'pending' WHEN 1 THEN 'active' WHEN 2 THEN 'frozen' WHEN 9 THEN 'cancelled' ELSE 'none' END
        AS from_status,
    CASE status_after WHEN 0 THEN 'pending' WHEN 1 THEN 'active' WHEN 2 THEN 'frozen' WHEN 9 THEN 'cancelled' END AS to_status,
    lower(operator_type) AS actor,
    reason,
    approver_no AS approved_by,
    event_time AS at
FROM app.public.t_passport_event
