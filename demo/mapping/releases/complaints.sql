-- One row per complaint or report: what about, by which way, when it came and how it ended.
SELECT
    ticket.member_no,
    ticket.ticket_no,
    CAST(ticket.create_time AS DATE) AS received_on,
    ticket.category,
    lower(ticket.channel) AS channel,
    coalesce(ticket.verdict, 'open') AS verdict,
    ticket.score
FROM app.public.t_ticket AS ticket
