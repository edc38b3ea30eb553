-- One row per complaint or report received by the as-of: what happened, when, and whether it was in time.
-- The first response is the first public reply by a person of staff; automatic replies, internal notes and messages
-- of the user are none. A complaint is resolved by its first resolution or closing since it was last reopened; a
-- reopened one is neither until it is so again. Steps before the receipt are ignored. A merged complaint leaves the
-- backlog unresolved, and what would come after the merging is not asked of it.
-- Seconds are whole; business seconds are those of working hours, and NULL beyond the working calendar. A breach is
-- judged from the timestamps by the rules in force at the receipt: TRUE when late or overdue, FALSE when in time
-- (exactly on the limit included), NULL while it may still end in time or the calendar does not reach so far.
-- needs: complaints, complaint_events, complaint_rounds, complaint_pauses, complaint_rules, complaint_categories, business_days
WITH known AS NOT MATERIALIZED (
    SELECT rowid AS ticket, * FROM entities.complaints WHERE received_at <= $as_of
),
steps AS (
    SELECT
        known.ticket,
        min(event.at) FILTER (WHERE event.type = 'public_reply' AND event.actor = 'agent') AS first_response_at,
        min(event.at) FILTER (WHERE event.type IN ('public_reply', 'contacted') AND event.actor = 'agent')
            AS first_contact_at,
        max(event.at) FILTER (WHERE event.type IN ('public_reply', 'contacted') AND event.actor = 'agent')
            AS last_contact_at,
        min(event.at) FILTER (WHERE event.type = 'resolved') AS resolved_at,
        min(event.at) FILTER (WHERE event.type = 'closed') AS closed_at,
        min(event.at) FILTER (WHERE event.type = 'merged') AS merged_at,
        min(event.at) FILTER (WHERE event.type = 'escalated') AS escalated_at
    FROM entities.complaint_events AS event
    JOIN known ON known.id = event.complaint_id AND event.at BETWEEN known.received_at AND $as_of
    WHERE event.type IN ('public_reply', 'contacted', 'resolved', 'closed', 'merged', 'escalated')
    GROUP BY known.ticket
),
reopened AS (
    SELECT
        complaint_id,
        count(*) - 1 AS reopen_count,
        min(resolved_at) AS first_resolved_at,
        min(closed_at) AS first_closed_at,
        arg_max_null(resolved_at, round) AS resolved_at,
        arg_max_null(closed_at, round) AS closed_at,
        arg_max_null(CASE WHEN merged THEN closed_at END, round) AS merged_at
    FROM models.complaint_rounds
    GROUP BY complaint_id
),
earlier AS (
    -- Whoever reports is never linked to what else they said.
    SELECT rowid AS ticket, received_at - lag(received_at) OVER (PARTITION BY user_id ORDER BY received_at, id) AS since
    FROM entities.complaints
    WHERE received_at <= $as_of AND user_id IS NOT NULL AND NOT is_report
),
pauses AS (
    SELECT complaint_id, list(struct_pack(starts_at, microseconds, business_microseconds)) AS pauses
    FROM models.complaint_pauses
    GROUP BY complaint_id
),
told AS (
    SELECT
        known.* EXCLUDE (closed_at),
        steps.first_contact_at = steps.last_contact_at AS one_contact,
        steps.escalated_at,
        CASE WHEN known.closed_at BETWEEN known.received_at AND $as_of THEN known.closed_at END AS stated_closed_at,
        least(steps.closed_at, steps.merged_at, stated_closed_at) AS once_closed_at,
        least(steps.resolved_at, steps.closed_at, stated_closed_at) AS once_resolved_at,
        CASE WHEN once_resolved_at <= coalesce(steps.merged_at, 'infinity') THEN once_resolved_at END
            AS unmerged_resolved_at,
        reopened.complaint_id IS NOT NULL AS in_rounds,
        coalesce(reopened.reopen_count, 0) AS reopen_count,
        CASE WHEN in_rounds THEN reopened.first_closed_at ELSE once_closed_at END AS first_closed_at,
        CASE WHEN in_rounds THEN reopened.first_resolved_at ELSE unmerged_resolved_at END AS first_resolved_at,
        CASE WHEN in_rounds THEN reopened.resolved_at ELSE unmerged_resolved_at END AS final_resolved_at,
        CASE WHEN in_rounds THEN reopened.closed_at ELSE once_closed_at END AS final_closed_at,
        CASE
            WHEN in_rounds THEN reopened.merged_at
            WHEN steps.merged_at = once_closed_at THEN steps.merged_at
        END AS final_merged_at,
        CASE WHEN steps.first_response_at <= coalesce(final_merged_at, 'infinity') THEN steps.first_response_at END
            AS first_response_at,
        coalesce(final_merged_at, $as_of) AS watched_until,
        earlier.since <= to_days($repeat_days) AS is_repeat,
        coalesce(categories.sector, $default_sector) AS sector,
        rules.* EXCLUDE (since, until, sector, priority),
        rules.version_number * 1000000 AS first_slot
    FROM known
    LEFT JOIN steps ON steps.ticket = known.ticket
    LEFT JOIN reopened ON reopened.complaint_id = known.id
    LEFT JOIN earlier ON earlier.ticket = known.ticket
    LEFT JOIN entities.complaint_categories AS categories ON categories.category = known.category
    LEFT JOIN entities.complaint_rules AS rules
        ON rules.sector = coalesce(categories.sector, $default_sector)
        -- The contract asks for a priority; a complaint without one is judged as a normal one.
        AND rules.priority = coalesce(known.priority, 'normal')
        AND known.received_at >= coalesce(rules.since, '-infinity')
        AND known.received_at < coalesce(rules.until, 'infinity')
),
clocks AS (
    -- Microseconds: on the calendar's clock, and worked from the calendar's first day to each moment.
    SELECT
        told.*,
        coalesce(first_response_at, watched_until) AS answered_by,
        coalesce(final_resolved_at, watched_until) AS resolved_by,
        from_day.worked_before
            + greatest(0, least(epoch_us(received_at) % 86400000000, from_day.closes) - from_day.opens) AS worked_from,
        answer_day.worked_before
            + greatest(0, least(epoch_us(answered_by) % 86400000000, answer_day.closes) - answer_day.opens) AS worked_to_answer,
        resolution_day.worked_before
            + greatest(0, least(epoch_us(resolved_by) % 86400000000, resolution_day.closes) - resolution_day.opens) AS worked_to_resolution,
        first_day.worked_before
            + greatest(0, least(epoch_us(first_resolved_at) % 86400000000, first_day.closes) - first_day.opens) AS worked_to_first_resolution,
        list_filter(pauses.pauses, lambda pause: pause.starts_at < resolved_by) AS pauses
    FROM told
    LEFT JOIN models.business_days AS from_day
        ON from_day.slot = told.first_slot + epoch_us(received_at) // 86400000000
    LEFT JOIN models.business_days AS answer_day
        ON answer_day.slot = told.first_slot + epoch_us(coalesce(first_response_at, watched_until)) // 86400000000
    LEFT JOIN models.business_days AS resolution_day
        ON resolution_day.slot = told.first_slot + epoch_us(coalesce(final_resolved_at, watched_until)) // 86400000000
    LEFT JOIN models.business_days AS first_day
        ON first_day.slot = told.first_slot + epoch_us(first_resolved_at) // 86400000000
    LEFT JOIN pauses ON pauses.complaint_id = told.id
),
judged AS (
    SELECT
        *,
        coalesce(list_sum(list_transform(pauses, lambda pause: pause.microseconds)), 0) AS paused,
        coalesce(list_sum(list_transform(pauses, lambda pause: pause.business_microseconds)), 0) AS paused_worked,
        3600000000 * first_response_hours < CASE first_response_clock
            WHEN 'business' THEN worked_to_answer - worked_from
            ELSE epoch_us(answered_by) - epoch_us(received_at)
        END AS answered_late,
        3600000000 * resolution_hours < CASE resolution_clock
            WHEN 'business' THEN worked_to_resolution - worked_from - paused_worked
            ELSE epoch_us(resolved_by) - epoch_us(received_at) - paused
        END AS resolved_late,
        coalesce(final_closed_at, $as_of) > received_at + to_days(CAST(closure_days AS INTEGER)) AS closed_late
    FROM clocks
)
SELECT
    id AS complaint_id,
    is_report,
    channel,
    category,
    sector,
    branch,
    priority,
    version AS rules_version,
    closure_source,
    received_at,
    first_response_at,
    first_resolved_at,
    final_resolved_at AS resolved_at,
    first_closed_at,
    final_closed_at AS closed_at,
    final_merged_at IS NOT NULL AS is_merged,
    reopen_count,
    escalated_at IS NOT NULL AS is_escalated,
    is_repeat,
    CASE WHEN final_resolved_at IS NOT NULL
        THEN coalesce(one_contact, FALSE) AND reopen_count = 0 AND escalated_at IS NULL END AS first_contact_resolved,
    resolution_state,
    upheld,
    satisfaction,
    CAST((epoch_us(first_response_at) - epoch_us(received_at)) // 1000000 AS INTEGER) AS first_response_seconds,
    CASE WHEN first_response_at IS NOT NULL THEN CAST((worked_to_answer - worked_from) // 1000000 AS INTEGER) END
        AS first_response_business_seconds,
    CAST((epoch_us(first_resolved_at) - epoch_us(received_at)) // 1000000 AS INTEGER) AS first_resolution_seconds,
    CAST((worked_to_first_resolution - worked_from) // 1000000 AS INTEGER) AS first_resolution_business_seconds,
    CAST((epoch_us(final_resolved_at) - epoch_us(received_at)) // 1000000 AS INTEGER) AS resolution_seconds,
    CASE WHEN final_resolved_at IS NOT NULL THEN CAST((worked_to_resolution - worked_from) // 1000000 AS INTEGER) END
        AS resolution_business_seconds,
    CAST(paused // 1000000 AS INTEGER) AS paused_seconds,
    CASE WHEN answered_late THEN TRUE WHEN first_response_at IS NOT NULL THEN answered_late END
        AS first_response_breach,
    CASE WHEN resolved_late THEN TRUE WHEN final_resolved_at IS NOT NULL THEN resolved_late END AS resolution_breach,
    CASE WHEN closed_late THEN TRUE WHEN final_closed_at IS NOT NULL AND final_merged_at IS NULL THEN closed_late END
        AS closure_breach
FROM judged
