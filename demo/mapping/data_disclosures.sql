-- One row per disclosure of a member's data to a third party.
SELECT
    CAST(share_id AS VARCHAR) AS id,
    member_no AS user_id,
    recipient,
    purpose,
    legal_basis,
    CAST(consent_id AS VARCHAR) AS consent_id,
    consideration,
    share_time AS disclosed_at
FROM app.public.t_share_record
