-- One row per kind of document that must be on file.
-- It is current when an approved document of that kind has an unaltered file and its review is not past due.
-- A review due on a day may be done until the end of that day; without a review date a document holds $review_days.
WITH documents AS (
    SELECT
        required.kind,
        item.id,
        item.approved_at,
        CASE
            WHEN item.id IS NULL THEN 'missing'
            WHEN item.approved_at IS NULL OR item.approved_at > $as_of THEN 'not_approved'
            WHEN item.file_state = 'altered' THEN 'altered'
            WHEN item.file_state <> 'intact' THEN 'file_missing'
            WHEN coalesce(item.review_due, item.approved_at + to_days($review_days)) < date_trunc('day', $as_of)
                THEN 'review_overdue'
        END AS reason
    FROM (SELECT unnest(['complaint_procedure']) AS kind) AS required
    LEFT JOIN entities.evidence_items AS item ON item.kind = required.kind
)
-- The best document of a kind speaks for it: a current one first, then the one approved last.
SELECT kind AS subject_key, reason IS NOT NULL AS in_breach, approved_at AS at, reason
FROM documents
QUALIFY row_number() OVER (PARTITION BY kind ORDER BY reason IS NOT NULL, approved_at DESC NULLS LAST, id) = 1
