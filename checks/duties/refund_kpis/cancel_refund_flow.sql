-- One row per paid order cancelled in the last $window_days, or earlier and not refunded yet, that can be judged
-- by now. In breach when the refund is missing, unpaid or paid after its limit, or falls short of what was paid
-- without a note on the deduction. Limits and reasons are those of refund_facts.
SELECT order_id AS subject_key, breach AS in_breach, cancelled_at AS at, reason
FROM models.refund_facts
WHERE (cancelled_at IS NULL OR refunded_at IS NULL OR cancelled_at >= $as_of - to_days($window_days))
    AND (breach IS NOT NULL OR cancelled_at IS NULL)
