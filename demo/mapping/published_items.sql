-- One row per published product sheet or advertisement; misleading since an upheld complaint about it was closed.
SELECT
    item.item_no AS id,
    CASE item.item_kind WHEN 'SHEET' THEN 'product_sheet' ELSE 'advertisement' END AS kind,
    item.publish_time AS published_at,
    item.offline_time AS withdrawn_at,
    item.review_time AS reviewed_at,
    CASE WHEN ticket.verdict = 'Y' THEN ticket.close_time END AS misleading_since
FROM app.public.t_publicity AS item
LEFT JOIN app.public.t_ticket AS ticket ON ticket.ticket_no = item.ticket_no
