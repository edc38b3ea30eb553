-- One row per account that is not cancelled and has been idle for idle_days or longer: its next step and by when.
-- The steps are notice_due (within notice_days of the flag), freeze_due (within freeze_days of the notice) and
-- deletion_due (within deletion_days of the freeze). A notice counts when it was sent in this idle spell; sending
-- it again starts no new clock, unfreezing the account does. A step done exactly when due is in time; one not done
-- after that is overdue. Exempt accounts (legal hold, funds, open complaint) are listed and never overdue.
-- needs: account_activity, accounts, account_events, dormant_policy, legal_holds, prepaid_balances, complaints
WITH rule AS (
    SELECT * FROM entities.dormant_policy ORDER BY version DESC LIMIT 1
),
idle AS (
    SELECT
        activity.account_id,
        activity.user_id,
        activity.never_used,
        activity.idle_since,
        activity.idle_since + to_days(CAST(rule.idle_days AS INTEGER)) AS flagged_at,
        account.status,
        rule.notice_days,
        rule.freeze_days,
        rule.deletion_days
    FROM models.account_activity AS activity
    JOIN entities.accounts AS account ON account.id = activity.account_id
    CROSS JOIN rule
    WHERE activity.idle_since + to_days(CAST(rule.idle_days AS INTEGER)) <= $as_of
        AND (account.status <> 'cancelled' OR account.cancelled_at > $as_of)
),
freezes AS (
    SELECT
        account_id,
        max("at") FILTER (WHERE type = 'frozen') AS frozen_at,
        max("at") FILTER (WHERE type = 'unfrozen') AS unfrozen_at
    FROM entities.account_events
    WHERE "at" <= $as_of
    GROUP BY account_id
),
spells AS (
    SELECT
        idle.*,
        greatest(idle.idle_since, freezes.unfrozen_at) AS begins_at,
        -- A step taken before this moment starts no clock: this moment does.
        greatest(idle.flagged_at, freezes.unfrozen_at) AS clock_from,
        CASE
            WHEN freezes.frozen_at > coalesce(freezes.unfrozen_at, '-infinity') THEN freezes.frozen_at
            -- Frozen without an event that says when: counted from the flag.
            WHEN freezes.frozen_at IS NULL AND idle.status = 'frozen' THEN idle.flagged_at
        END AS frozen_at
    FROM idle
    LEFT JOIN freezes ON freezes.account_id = idle.account_id
),
notices AS (
    SELECT spell.account_id, min(event.at) AS noticed_at
    FROM spells AS spell
    JOIN entities.account_events AS event
        ON event.account_id = spell.account_id
        AND event.type = 'dormant_notice'
        AND event.at BETWEEN spell.begins_at AND $as_of
    GROUP BY spell.account_id
),
exemptions AS (
    SELECT user_id, 'legal_hold' AS reason
    FROM entities.legal_holds
    WHERE starts_at <= $as_of AND coalesce(expires_at > $as_of, TRUE) AND coalesce(released_at > $as_of, TRUE)
    UNION ALL
    SELECT user_id, 'funds' FROM entities.prepaid_balances WHERE amount > 0
    UNION ALL
    SELECT user_id, 'open_complaint'
    FROM entities.complaints
    WHERE received_at <= $as_of AND coalesce(closed_at > $as_of, TRUE)
),
exempt AS (
    -- One reason an account, the strongest first.
    SELECT user_id, arg_min(reason, list_position(['legal_hold', 'funds', 'open_complaint'], reason)) AS reason
    FROM exemptions
    GROUP BY user_id
),
staged AS (
    SELECT
        spell.*,
        notices.noticed_at,
        exempt.reason AS exempt_reason
    FROM spells AS spell
    LEFT JOIN notices ON notices.account_id = spell.account_id
    LEFT JOIN exempt ON exempt.user_id = spell.user_id
),
due AS (
    SELECT
        *,
        CASE
            WHEN frozen_at IS NOT NULL THEN 'deletion_due'
            WHEN noticed_at IS NOT NULL THEN 'freeze_due'
            ELSE 'notice_due'
        END AS stage,
        CASE
            WHEN frozen_at IS NOT NULL THEN greatest(frozen_at, clock_from) + to_days(CAST(deletion_days AS INTEGER))
            WHEN noticed_at IS NOT NULL THEN greatest(noticed_at, clock_from) + to_days(CAST(freeze_days AS INTEGER))
            ELSE clock_from + to_days(CAST(notice_days AS INTEGER))
        END AS due_at
    FROM staged
)
SELECT
    account_id,
    user_id,
    never_used,
    idle_since,
    flagged_at,
    stage,
    due_at,
    coalesce(frozen_at, noticed_at) AS handled_at,
    exempt_reason IS NOT NULL AS exempt,
    exempt_reason,
    exempt_reason IS NULL AND due_at < $as_of AS overdue
FROM due
