-- One row per upheld complaint about privacy, marketing or the account, with the first step taken for the user.
SELECT ticket.ticket_no AS complaint_id, ticket.close_time AS closed_at, min(measure.act_time) AS acted_at
FROM app.public.t_ticket AS ticket
LEFT JOIN app.public.t_rights_action AS measure ON measure.ticket_no = ticket.ticket_no
WHERE ticket.verdict = 'Y' AND ticket.category IN ('隐私', '营销骚扰', '账户')
GROUP BY ticket.ticket_no, ticket.close_time
