-- One row per change of a contract that took effect in the last $window_days and was not withdrawn.
-- The first version of a contract is no change. In breach when the user was told less than $notice_days before it took
-- effect (exactly so long is enough) or not at all, or had not agreed by then.
WITH judged AS (
    SELECT
        id,
        effective_at,
        CASE
            WHEN notified_at IS NULL OR notified_at > effective_at THEN 'no_notice'
            WHEN notified_at > effective_at - to_days($notice_days) THEN 'short_notice'
            WHEN coalesce(consented_at > effective_at, TRUE) THEN 'no_consent'
        END AS reason
    FROM entities.contract_versions
    WHERE "number" > 1
        AND effective_at BETWEEN $as_of - to_days($window_days) AND $as_of
        AND coalesce(withdrawn_at > $as_of, TRUE)
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, effective_at AS at, reason
FROM judged
