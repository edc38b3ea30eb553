-- One row per account that is not cancelled and has been idle for idle_days or longer: its next step and by when.
-- The steps are notice_due (within notice_days of the flag), freeze_due (within freeze_days of the notice) and
-- deletion_due (within deletion_days of the freeze). A notice counts when it was sent in this idle spell. A step
-- done exactly when due is in time; one not done after that is overdue. Exempt accounts (legal hold, funds, open
-- complaint) keep their place in the list and are never overdue.
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
steps AS (
    SELECT
        idle.account_id,
        max(event.at) FILTER (WHERE event.type = 'dormant_notice' AND event.at >= idle.idle_since) AS noticed_at,
        max(event.at) FILTER (WHERE event.type = 'frozen') AS frozen_at,
        max(event.at) FILTER (WHERE event.type = 'unfrozen') AS unfrozen_at
    FROM idle
    JOIN entities.account_events AS event ON event.account_id = idle.account_id AND event.at <= $as_of
    GROUP BY idle.account_id
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
        idle.*,
        steps.noticed_at,
        CASE
            WHEN steps.frozen_at > coalesce(steps.unfrozen_at, '-infinity') THEN steps.frozen_at
            -- Frozen without an event that says when: counted from the flag.
            WHEN steps.frozen_at IS NULL AND idle.status = 'frozen' THEN idle.flagged_at
        END AS frozen_at,
        exempt.reason AS exempt_reason
    FROM idle
    LEFT JOIN steps ON steps.account_id = idle.account_id
    LEFT JOIN exempt ON exempt.user_id = idle.user_id
),
due AS (
    SELECT
        *,
        CASE
            WHEN frozen_at IS NOT NULL THEN 'deletion_due'
            WHEN noticed_at IS NOT NULL THEN 'freeze_due'
            ELSE 'notice_due'
        END AS stage,
        -- A step taken before the flag starts no clock: the flag does.
        CASE
            WHEN frozen_at IS NOT NULL THEN greatest(frozen_at, flagged_at) + to_days(CAST(deletion_days AS INTEGER))
            WHEN noticed_at IS NOT NULL THEN greatest(noticed_at, flagged_at) + to_days(CAST(freeze_days AS INTEGER))
            ELSE flagged_at + to_days(CAST(notice_days AS INTEGER))
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
