-- One row per paid order that was cancelled: whether its money went back, when, and whether in full.
-- A refund in parts is done when its last part is paid. Late and breach are TRUE, FALSE (exactly on the limit is
-- in time), or NULL while the refund may still come in time or the moment of the cancellation is unknown.
-- needs: orders, refunds
WITH repaid AS (
    SELECT
        order_id,
        sum(amount) AS amount,
        CASE WHEN bool_and(coalesce(paid_at <= $as_of, FALSE)) THEN max(paid_at) END AS refunded_at,
        bool_or(deduction_state = 'present') AS deduction_noted
    FROM entities.refunds
    WHERE requested_at <= $as_of
    GROUP BY order_id
),
facts AS (
    SELECT
        cancelled.id AS order_id,
        cancelled.cancelled_at,
        cancelled.cancelled_at + to_days($refund_days) AS due_at,
        cancelled.paid_amount,
        repaid.order_id IS NOT NULL AS has_refund,
        repaid.amount AS refund_amount,
        repaid.refunded_at,
        -- Half a cent absorbs the rounding of sums.
        repaid.amount < cancelled.paid_amount - 0.005 AND NOT repaid.deduction_noted AS is_short
    FROM entities.orders AS cancelled
    LEFT JOIN repaid ON repaid.order_id = cancelled.id
    WHERE cancelled.status = 'cancelled'
        AND cancelled.paid_amount > 0
        AND coalesce(cancelled.cancelled_at <= $as_of, TRUE)
),
judged AS (
    SELECT
        *,
        CASE
            WHEN refunded_at <= due_at THEN FALSE
            WHEN coalesce(refunded_at, $as_of) > due_at THEN TRUE
        END AS late,
        CASE
            WHEN refunded_at IS NULL AND due_at < $as_of AND NOT has_refund THEN 'refund_missing'
            WHEN refunded_at IS NULL AND due_at < $as_of THEN 'refund_unpaid'
            WHEN refunded_at > due_at THEN 'refunded_late'
            WHEN refunded_at IS NOT NULL AND is_short THEN 'amount_short'
        END AS reason
    FROM facts
)
SELECT
    order_id,
    cancelled_at,
    paid_amount,
    refund_amount,
    refunded_at,
    epoch(refunded_at - cancelled_at) / 3600 AS refund_hours,
    late,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN late IS NOT NULL THEN FALSE END AS breach,
    reason
FROM judged
