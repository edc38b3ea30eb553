-- One row per suspension or restriction of a user's service in the last $window_days, or earlier and still in force.
-- In breach without a permitted reason, without an authority (who ordered it, under which rule), and when the user was
-- not told before. What the user asked for needs no notice; what an authority ordered may have to stay secret.
WITH events AS (
    SELECT
        *,
        CASE WHEN notice_at <= $as_of THEN notice_at END AS told_at,
        reason IN ('user_request', 'authority_order') AS needs_no_notice
    FROM entities.suspension_events
    WHERE suspended_at <= $as_of
        AND (suspended_at >= $as_of - to_days($window_days) OR coalesce(resumed_at > $as_of, TRUE))
),
judged AS (
    SELECT
        id,
        suspended_at,
        CASE
            WHEN coalesce(reason = 'other', TRUE) THEN 'no_permitted_reason'
            WHEN authority_state = 'missing' THEN 'no_authority'
            WHEN needs_no_notice THEN NULL
            WHEN told_at IS NULL THEN 'no_notice'
            WHEN told_at >= suspended_at THEN 'notice_late'
        END AS reason
    FROM events
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, suspended_at AS at, reason
FROM judged
