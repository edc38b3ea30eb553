-- One row per step in handling a ticket.
SELECT
    CAST(event_id AS VARCHAR) AS id,
    ticket_no AS complaint_id,
    CASE event_code
        WHEN 'CREATE' THEN 'received'
        WHEN 'BOT_REPLY' THEN 'auto_reply'
        WHEN 'REPLY' THEN 'public_reply'
        WHEN 'INVESTIGATE' THEN 'investigated'
        WHEN 'NOTE' THEN 'internal_note'
        WHEN 'CALL' THEN 'contacted'
        WHEN 'ESCALATE' THEN 'escalated'
        WHEN 'RESOLVE' THEN 'resolved'
        WHEN 'CLOSE' THEN 'closed'
        WHEN 'REOPEN' THEN 'reopened'
    END AS type,
    lower(actor_type) AS actor,
    event_time AS at
FROM app.public.t_ticket_event
