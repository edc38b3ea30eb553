-- One row per report of the last $window_days whose reporter is known, and one per right to read where reports are
-- kept. A report is in breach when the other side or somebody who is no handler (post group report_handlers) read it,
-- when a text that others saw names the reporter, or when within $retaliation_days a measure hit the reporter without
-- a reason of its own: a violation confirmed before, and nobody who was reported deciding on it. A right is in
-- breach when its holder is no handler. Whether texts name the reporter may be unknown.
WITH handlers AS (
    SELECT staff.id
    FROM entities.staff AS staff
    JOIN entities.post_groups AS post_group ON post_group.post = staff.post
    WHERE post_group.post_group = 'report_handlers'
),
reports AS (
    SELECT *
    FROM entities.misconduct_reports
    WHERE reporter_id IS NOT NULL AND received_at BETWEEN $as_of - to_days($window_days) AND $as_of
),
reads AS (
    SELECT
        report_id,
        bool_or(reader_kind = 'respondent') AS by_respondent,
        bool_or(reader_kind = 'other' OR reader_id IS NULL OR reader_id NOT IN (SELECT id FROM handlers)) AS by_others
    FROM entities.report_reads
    WHERE "at" <= $as_of
    GROUP BY report_id
),
measures AS (
    SELECT
        penalty.user_id,
        penalty.decided_at,
        coalesce(violation.confirmed_at <= penalty.decided_at, FALSE) AS has_reason,
        [penalty.investigator_id, penalty.decided_by] AS deciders
    FROM entities.penalties AS penalty
    LEFT JOIN entities.violations AS violation ON violation.id = penalty.violation_id
    UNION ALL
    SELECT account.user_id, event."at", event.reason_state = 'present', [event.approved_by]
    FROM entities.account_events AS event
    JOIN entities.accounts AS account ON account.id = event.account_id
    WHERE event.type IN ('frozen', 'cancelled') AND event.actor <> 'user'
),
struck AS (
    SELECT DISTINCT report.id
    FROM reports AS report
    JOIN measures
        ON measures.user_id = report.reporter_id
        AND measures.decided_at BETWEEN report.received_at AND report.received_at + to_days($retaliation_days)
        AND measures.decided_at <= $as_of
    WHERE NOT measures.has_reason OR coalesce(list_contains(measures.deciders, report.respondent_staff_id), FALSE)
),
judged AS (
    SELECT
        report.id AS subject_key,
        report.received_at AS at,
        report.texts_naming_reporter IS NULL AS is_unknown,
        CASE
            WHEN reads.by_respondent THEN 'read_by_respondent'
            WHEN reads.by_others THEN 'read_by_others'
            WHEN report.texts_naming_reporter > 0 THEN 'named_in_text'
            WHEN struck.id IS NOT NULL THEN 'adverse_action'
        END AS reason
    FROM reports AS report
    LEFT JOIN reads ON reads.report_id = report.id
    LEFT JOIN struck ON struck.id = report.id
    UNION ALL
    SELECT
        'grant:' || id,
        granted_at,
        FALSE,
        CASE WHEN principal_id NOT IN (SELECT id FROM handlers) THEN 'readable_by_others' END
    FROM entities.access_grants
    WHERE resource IN (SELECT kept_in FROM reports) AND coalesce(granted_at <= $as_of, TRUE)
)
SELECT
    subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN NOT is_unknown THEN FALSE END AS in_breach,
    "at",
    reason
FROM judged
