-- One row per active provider that was rated in the last $period_days or has reviews of the last $score_days which are
-- older than that, and one per provider and rating of the last $window_days that stood in the top or bottom share
-- $band, once $decision_days have passed. The latest score must be at most $period_days old, equal the mean of the reviews it speaks of (within
-- $tolerance; reviews removed as fake do not count), and no provider may rank above one with a higher score. A
-- provider in the top band must have got a reward for it, one in the bottom band a penalty.
WITH ratings AS (
    SELECT * FROM entities.provider_ratings WHERE computed_at <= $as_of
),
latest AS (
    SELECT * FROM ratings QUALIFY row_number() OVER (PARTITION BY provider_id ORDER BY computed_at DESC) = 1
),
counted AS (
    SELECT * FROM entities.reviews
    WHERE created_at <= $as_of AND provider_id IS NOT NULL
),
reviewed AS (
    SELECT DISTINCT provider_id
    FROM counted
    WHERE created_at BETWEEN $as_of - to_days($score_days) AND $as_of - to_days($period_days)
),
recomputed AS (
    SELECT latest.provider_id, avg(counted.score) AS score
    FROM latest
    INNER JOIN counted
        ON counted.provider_id = latest.provider_id
        AND counted.created_at > latest.computed_at - to_days($score_days)
        AND counted.created_at <= latest.computed_at
        AND (counted.outcome IS DISTINCT FROM 'removed' OR coalesce(counted.handled_at > latest.computed_at, TRUE))
    GROUP BY latest.provider_id
),
by_score AS (
    SELECT period, score, min(rank) AS best_rank, max(rank) AS worst_rank
    FROM ratings
    GROUP BY period, score
),
order_of_ranks AS (
    SELECT
        period,
        score,
        best_rank > coalesce(
            max(worst_rank) OVER (
                PARTITION BY period ORDER BY score DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            0
        ) AS follows_score
    FROM by_score
),
banded AS (
    SELECT
        *,
        CASE
            WHEN rank <= ceil(rated * $band) THEN 'reward'
            WHEN rank > rated - ceil(rated * $band) THEN 'penalty'
        END AS deserves
    FROM (SELECT *, count(*) OVER (PARTITION BY period) AS rated FROM ratings)
),
judged AS (
    SELECT
        'rating/' || provider.id AS subject_key,
        latest.computed_at AS at,
        CASE
            WHEN latest.provider_id IS NULL THEN 'not_rated'
            WHEN latest.computed_at < $as_of - to_days($period_days) THEN 'rating_old'
            WHEN abs(latest.score - recomputed.score) > $tolerance OR recomputed.score IS NULL THEN 'score_differs'
            WHEN NOT order_of_ranks.follows_score THEN 'rank_differs'
        END AS reason
    FROM entities.providers AS provider
    LEFT JOIN latest ON latest.provider_id = provider.id
    LEFT JOIN recomputed ON recomputed.provider_id = provider.id
    LEFT JOIN order_of_ranks
        ON order_of_ranks.period = latest.period
        AND order_of_ranks.score = latest.score
    WHERE provider.status = 'active'
        AND (
            provider.id IN (SELECT provider_id FROM reviewed)
            OR latest.computed_at >= $as_of - to_days($period_days)
        )
    UNION ALL
    SELECT
        'band/' || provider_id || '/' || period,
        computed_at,
        CASE
            WHEN EXISTS (
                SELECT 1
                FROM entities.provider_rewards AS reward
                WHERE reward.provider_id = banded.provider_id
                    AND reward.period = banded.period
                    AND reward.kind = banded.deserves
                    AND reward.decided_at <= $as_of
            ) THEN NULL
            WHEN deserves = 'reward' THEN 'not_rewarded'
            ELSE 'not_penalised'
        END
    FROM banded
    WHERE deserves IS NOT NULL
        AND computed_at >= $as_of - to_days($window_days)
        AND computed_at + to_days($decision_days) <= $as_of
)
SELECT subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
