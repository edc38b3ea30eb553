-- One row per item of evidence and thing it speaks of: why it proves nothing today, or NULL when it is current.
-- A document of a kind that holds until its review is due may be reviewed until the end of that day, and holds
-- the kind's days without a review date; a record holds the kind's days, whatever it says itself. `subject` is
-- NULL for an item that speaks of the whole organisation. Kinds that no check asks for have no rows.
-- needs: evidence_items, evidence_subjects, evidence_kinds
WITH items AS (
    SELECT
        item.*,
        kind.approver,
        least(
            CASE WHEN kind.holds = 'until_review' THEN coalesce(item.review_due, item.approved_at + to_days(kind.days)) END,
            CASE WHEN kind.holds = 'record' THEN item.approved_at + to_days(kind.days) END,
            CASE WHEN kind.holds = 'record' THEN item.review_due END
        ) AS last_day
    FROM entities.evidence_items AS item
    INNER JOIN entities.evidence_kinds AS kind ON kind.kind = item.kind
)
SELECT
    items.id,
    items.kind,
    about.subject,
    items.approved_at,
    items.effective_at,
    items.announced_at,
    items.published_at,
    items.version,
    CASE
        WHEN items.approved_at IS NULL OR items.approved_at > $as_of THEN 'not_approved'
        WHEN items.approver AND NOT items.approver_named THEN 'not_approved'
        WHEN items.file_state = 'altered' THEN 'altered'
        WHEN items.file_state <> 'intact' THEN 'file_missing'
        WHEN items.points_missing THEN 'incomplete'
        WHEN items.last_day < date_trunc('day', $as_of) THEN 'review_overdue'
    END AS reason
FROM items
LEFT JOIN entities.evidence_subjects AS about ON about.item_id = items.id
