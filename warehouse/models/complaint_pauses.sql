-- One row per time a complaint's clock stood still while the organisation waited for the user.
-- Which step starts and which ends a pause is in the version of the rules in force at the receipt; a resolution,
-- closing or merging ends it too. Starting a pause that runs changes nothing. At one instant the start comes before
-- the end, so that a request answered at once pauses nothing. `ends_at` is NULL while the pause runs, which is measured
-- up to the as-of.
-- needs: complaints, complaint_events, complaint_rules, business_days
WITH versions AS (
    SELECT DISTINCT version, since, until, pause_starts, pause_ends
    FROM entities.complaint_rules
    WHERE pause_starts IS NOT NULL
),
asked AS (
    SELECT DISTINCT event.complaint_id
    FROM entities.complaint_events AS event
    WHERE event.type IN (SELECT pause_starts FROM versions) AND event.at <= $as_of
),
known AS (
    SELECT
        complaint.id AS complaint_id,
        complaint.received_at,
        complaint.closed_at,
        versions.version,
        versions.pause_starts,
        versions.pause_ends
    FROM entities.complaints AS complaint
    JOIN asked ON asked.complaint_id = complaint.id
    JOIN versions
        ON complaint.received_at >= coalesce(versions.since, '-infinity')
        AND complaint.received_at < coalesce(versions.until, 'infinity')
    WHERE complaint.received_at <= $as_of
),
steps AS (
    SELECT known.complaint_id, known.version, event.at, event.type = known.pause_starts AS starts
    FROM entities.complaint_events AS event
    JOIN known ON known.complaint_id = event.complaint_id
    WHERE event.type IN (known.pause_starts, known.pause_ends, 'resolved', 'closed', 'merged')
        AND event.at BETWEEN known.received_at AND $as_of
    UNION ALL
    SELECT complaint_id, version, closed_at, FALSE FROM known WHERE closed_at BETWEEN received_at AND $as_of
),
changes AS (
    SELECT *
    FROM steps
    WINDOW told AS (PARTITION BY complaint_id ORDER BY "at", NOT starts)
    QUALIFY starts IS DISTINCT FROM coalesce(lag(starts) OVER told, FALSE)
),
pauses AS (
    SELECT
        complaint_id,
        version,
        starts,
        "at" AS starts_at,
        lead("at") OVER (PARTITION BY complaint_id ORDER BY "at", NOT starts) AS ends_at
    FROM changes
)
SELECT
    pause.complaint_id,
    pause.starts_at,
    pause.ends_at,
    coalesce(pause.ends_at, $as_of) AS measured_to,
    epoch_us(measured_to) - epoch_us(starts_at) AS microseconds,
    end_day.worked_before + greatest(0, least(epoch_us(measured_to) % 86400000000, end_day.closes) - end_day.opens)
        - start_day.worked_before
        - greatest(0, least(epoch_us(starts_at) % 86400000000, start_day.closes) - start_day.opens)
        AS business_microseconds
FROM pauses AS pause
LEFT JOIN models.business_days AS start_day
    ON start_day.version = pause.version AND start_day.day = CAST(pause.starts_at AS DATE)
LEFT JOIN models.business_days AS end_day
    ON end_day.version = pause.version AND end_day.day = CAST(coalesce(pause.ends_at, $as_of) AS DATE)
WHERE pause.starts
