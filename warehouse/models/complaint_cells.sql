-- One row per cell by which complaints are broken down, and whether it must be hidden from readers.
-- Of each of the last 13 complete months: by channel, category, sector, branch and priority; of the last three
-- together: by channel and category (`other`). Reports are left out: who reported something must not be guessed
-- from a small cell. A cell of fewer than $small_cell people is hidden, and with it what would give it away by the
-- sums that readers know: a month's total, a sector's categories, three months of a channel or category. Nobody
-- knows who complained without a name, so each such complaint counts as a person.
-- needs: complaint_facts, complaints
WITH recent AS (
    SELECT
        CAST(date_trunc('month', facts.received_at) AS DATE) AS month,
        facts.received_at >= date_trunc('month', $as_of) - INTERVAL 3 MONTH AS is_last_three,
        coalesce(facts.channel, 'unknown') AS channel,
        coalesce(facts.category, 'unknown') AS category,
        facts.sector,
        coalesce(facts.branch, 'unknown') AS branch,
        coalesce(facts.priority, 'unknown') AS priority,
        coalesce(complaint.user_id, 'complaint ' || complaint.id) AS person
    FROM models.complaint_facts AS facts
    JOIN entities.complaints AS complaint ON complaint.id = facts.complaint_id
    WHERE NOT facts.is_report
        AND facts.received_at >= date_trunc('month', $as_of) - INTERVAL 13 MONTH
        AND facts.received_at < date_trunc('month', $as_of)
),
monthly AS (
    SELECT
        month,
        is_last_three,
        unnest(['channel', 'category', 'sector', 'branch', 'priority']) AS dimension,
        unnest([channel, category, sector, branch, priority]) AS value,
        unnest([NULL, sector, sector, NULL, NULL]) AS sector,
        person
    FROM recent
),
cells AS (
    SELECT month, dimension, value, NULL AS other, any_value(sector) AS sector, is_last_three, count(*) AS complaints,
        count(DISTINCT person) AS people
    FROM monthly
    GROUP BY month, dimension, value, is_last_three
    UNION ALL
    SELECT NULL, 'channel_category', channel, category, NULL, TRUE, count(*), count(DISTINCT person)
    FROM recent
    WHERE is_last_three
    GROUP BY channel, category
),
numbered AS (
    SELECT *, row_number() OVER (ORDER BY month, dimension, value, other) AS id FROM cells
),
sums AS (
    -- The two sums of each cell in the last three months, where the breakdowns are linked to one another.
    SELECT
        id,
        'last three months' AS component,
        CASE dimension
            WHEN 'channel' THEN 'channel ' || value
            WHEN 'channel_category' THEN 'channel ' || value
            ELSE 'categories ' || month || ' ' || sector
        END AS "row",
        CASE dimension
            WHEN 'channel' THEN 'channels ' || month
            WHEN 'channel_category' THEN 'category ' || other
            WHEN 'category' THEN 'category ' || value
            ELSE 'sectors ' || month
        END AS "column",
        complaints,
        people
    FROM numbered
    WHERE is_last_three AND dimension IN ('channel', 'category', 'sector', 'channel_category')
    UNION ALL
    -- Elsewhere a cell is part of one sum only: the table stands there twice, so that it has two.
    SELECT
        id,
        CASE WHEN dimension IN ('category', 'sector') THEN 'category' ELSE dimension END || ' ' || month,
        copy || coalesce(sector, ''),
        CASE WHEN dimension = 'sector' THEN 'sectors ' || copy ELSE value END,
        complaints,
        people
    FROM numbered
    CROSS JOIN (VALUES ('first '), ('second ')) AS copies (copy)
    WHERE NOT is_last_three OR dimension IN ('branch', 'priority')
),
hidden AS (
    SELECT DISTINCT unnest(ids) AS id
    FROM (
        SELECT hidden_cells(list(struct_pack(id, "row", "column", complaints, people) ORDER BY id), $small_cell) AS ids
        FROM sums
        GROUP BY component
    )
)
SELECT numbered.* EXCLUDE (id, is_last_three, sector), hidden.id IS NOT NULL AS hidden
FROM numbered
LEFT JOIN hidden ON hidden.id = numbered.id
