-- One row per complaint or report, to be counted by category and branch.
SELECT ticket.member_no, ticket.category, ticket.branch
FROM app.public.t_ticket AS ticket
WHERE ticket.member_no IS NOT NULL
