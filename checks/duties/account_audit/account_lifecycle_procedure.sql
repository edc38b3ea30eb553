-- One row per change of an account's status, and one per account (does its status agree with its last event?).
-- A change is in breach when it is no allowed transition, does not continue from the change before, lacks a
-- reason though an operator or the system made it, or is a freeze or cancellation by an operator that nobody
-- approved. Where an account is older than the event log, its first event on record is not held against it.
-- An account's status is what the store says today, so it is held against its last event of all, even when a
-- past day is judged.
WITH allowed(type, from_status, to_status) AS (
    VALUES
        ('registered', 'none', 'pending'),
        ('activated', 'pending', 'active'),
        ('modified', 'pending', 'pending'),
        ('modified', 'active', 'active'),
        ('modified', 'frozen', 'frozen'),
        ('dormant_notice', 'pending', 'pending'),
        ('dormant_notice', 'active', 'active'),
        ('dormant_notice', 'frozen', 'frozen'),
        ('frozen', 'pending', 'frozen'),
        ('frozen', 'active', 'frozen'),
        ('unfrozen', 'frozen', 'active'),
        ('cancel_requested', 'pending', 'pending'),
        ('cancel_requested', 'active', 'active'),
        ('cancel_requested', 'frozen', 'frozen'),
        ('cancel_withdrawn', 'pending', 'pending'),
        ('cancel_withdrawn', 'active', 'active'),
        ('cancel_withdrawn', 'frozen', 'frozen'),
        ('cancelled', 'pending', 'cancelled'),
        ('cancelled', 'active', 'cancelled'),
        ('cancelled', 'frozen', 'cancelled')
),
log AS (
    SELECT min("at") AS begins_at FROM entities.account_events
),
events AS (
    SELECT
        event.*,
        coalesce(event.from_status, 'none') AS status_before,
        coalesce(lag(event.to_status) OVER in_order, 'none') AS previous_status,
        row_number() OVER in_order = 1 AS is_first,
        row_number() OVER in_order = count(*) OVER (PARTITION BY event.account_id) AS is_last
    FROM entities.account_events AS event
    -- Events of one instant follow the order of the lifecycle; ids are text and would sort 10 before 9.
    WINDOW in_order AS (
        PARTITION BY event.account_id
        ORDER BY
            event.at,
            list_position(
                ['registered', 'activated', 'modified', 'unfrozen', 'dormant_notice', 'frozen',
                 'cancel_requested', 'cancel_withdrawn', 'cancelled'],
                event.type
            ),
            event.id
    )
),
judged_events AS (
    SELECT
        event.id AS subject_key,
        event.at,
        CASE
            WHEN allowed.type IS NULL THEN 'illegal_transition'
            WHEN event.status_before <> event.previous_status
                AND NOT (event.is_first AND coalesce(account.created_at < log.begins_at, FALSE))
                THEN 'broken_chain'
            WHEN event.actor IN ('operator', 'system') AND event.reason_state = 'missing' THEN 'no_reason'
            WHEN event.actor = 'operator' AND event.type IN ('frozen', 'cancelled') AND event.approved_by IS NULL
                THEN 'not_approved'
        END AS reason
    FROM events AS event
    CROSS JOIN log
    LEFT JOIN entities.accounts AS account ON account.id = event.account_id
    LEFT JOIN allowed
        ON allowed.type = event.type
        AND allowed.from_status = event.status_before
        AND allowed.to_status = event.to_status
    WHERE event.at <= $as_of
),
judged_accounts AS (
    SELECT
        account.id AS subject_key,
        event.at,
        CASE
            WHEN event.id IS NULL AND account.created_at >= log.begins_at THEN 'no_event'
            WHEN event.to_status <> account.status THEN 'status_differs'
        END AS reason,
        -- An account older than the log that never changed since leaves no event to compare with.
        event.id IS NULL AND coalesce(account.created_at < log.begins_at, TRUE) AS is_undecided
    FROM entities.accounts AS account
    CROSS JOIN log
    LEFT JOIN events AS event ON event.account_id = account.id AND event.is_last
    WHERE account.created_at <= $as_of
)
SELECT subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged_events
UNION ALL
SELECT subject_key, CASE WHEN NOT is_undecided THEN reason IS NOT NULL END AS in_breach, "at", reason
FROM judged_accounts
