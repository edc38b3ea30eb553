-- One row per change or deletion of a member's data in the audit log.
SELECT
    CAST(change_id AS VARCHAR) AS id,
    member_no AS user_id,
    CASE change_kind WHEN 'D' THEN 'delete' ELSE 'update' END AS kind,
    lower(operator_type) AS actor,
    staff_no AS operator_id,
    approver_no AS authorised_by,
    change_time AS at
FROM app.public.t_member_change
