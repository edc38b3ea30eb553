-- One row per complaint about a bad meal or good received in the last $window_days that can be judged by now.
-- Within $contact_hours a member of staff must have called or answered the user, and within $remedy_days a
-- redelivery, refund or other compensation be agreed (exactly then is in time), unless the complaint was found
-- unjustified. An automatic reply is no contact, an improvement for the future no remedy.
WITH contacts AS (
    SELECT complaint_id, min("at") AS contacted_at
    FROM entities.complaint_events
    WHERE actor = 'agent' AND type IN ('public_reply', 'contacted') AND "at" <= $as_of
    GROUP BY complaint_id
),
issues AS (
    SELECT
        issue.complaint_id,
        complaint.received_at,
        contacts.contacted_at,
        remedy.agreed_at,
        complaint.received_at + to_hours($contact_hours) AS contact_due_at,
        complaint.received_at + to_days($remedy_days) AS remedy_due_at,
        coalesce(NOT complaint.upheld, FALSE) AND complaint.closed_at IS NOT NULL AS unjustified
    FROM entities.quality_issues AS issue
    INNER JOIN models.complaint_facts AS complaint ON complaint.complaint_id = issue.complaint_id
    LEFT JOIN contacts ON contacts.complaint_id = issue.complaint_id
    LEFT JOIN models.complaint_remedies AS remedy ON remedy.complaint_id = issue.complaint_id
    WHERE complaint.received_at >= $as_of - to_days($window_days)
),
judged AS (
    SELECT
        *,
        CASE
            WHEN contacted_at IS NULL AND contact_due_at < $as_of THEN 'not_contacted'
            WHEN contacted_at > contact_due_at THEN 'contacted_late'
            WHEN unjustified THEN NULL
            WHEN agreed_at IS NULL AND remedy_due_at < $as_of THEN 'no_remedy'
            WHEN agreed_at > remedy_due_at THEN 'remedied_late'
        END AS reason
    FROM issues
)
SELECT complaint_id AS subject_key, reason IS NOT NULL AS in_breach, received_at AS at, reason
FROM judged
WHERE reason IS NOT NULL OR (contacted_at IS NOT NULL AND (agreed_at IS NOT NULL OR unjustified))
