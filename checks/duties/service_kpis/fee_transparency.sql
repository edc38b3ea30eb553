-- One row per charge of the last $window_days.
-- A charge is held against the versions of its tariff that were public, and in force, when what it is charged for
-- began (`service_from`, else the moment of the charge): a user can only agree to a price known beforehand. The amount
-- is price times quantity, to the cent.
WITH charged AS (
    SELECT *, coalesce(service_from, charged_at) AS priced_at
    FROM entities.charges
    WHERE charged_at BETWEEN $as_of - to_days($window_days) AND $as_of
),
compared AS (
    SELECT
        charged.id,
        any_value(charged.charged_at) AS charged_at,
        count(tariff.id) > 0 AS known,
        coalesce(bool_or(tariff.published_at <= charged.priced_at), FALSE) AS published,
        coalesce(bool_or(
            tariff.published_at <= charged.priced_at
            AND tariff.effective_at <= charged.priced_at
            AND coalesce(tariff.expires_at > charged.priced_at, TRUE)
        ), FALSE) AS in_force,
        coalesce(bool_or(
            tariff.published_at <= charged.priced_at
            AND tariff.effective_at <= charged.priced_at
            AND coalesce(tariff.expires_at > charged.priced_at, TRUE)
            AND abs(tariff.price * charged.quantity - charged.amount) < 0.005
        ), FALSE) AS equal
    FROM charged
    LEFT JOIN entities.tariffs AS tariff ON tariff.code = charged.tariff_code
    GROUP BY charged.id
)
SELECT
    id AS subject_key,
    NOT equal AS in_breach,
    charged_at AS at,
    CASE
        WHEN equal THEN NULL
        WHEN NOT known THEN 'no_tariff'
        WHEN NOT published THEN 'not_published'
        WHEN NOT in_force THEN 'not_in_force'
        ELSE 'amount_differs'
    END AS reason
FROM compared
