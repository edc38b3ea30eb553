-- Complaints: 10, 3 and 3 in the last quarter of 2025; 20, 3 and 8 in the first of 2026. Each was answered in two
-- hours and closed in a day.
INSERT INTO entities.complaints
    (id, user_id, category, concern, channel, branch, priority, status, received_at, closed_at, resolution_state, is_report)
SELECT
    month || '-' || number, 'k1.person-' || month || '-' || number, 'quality', 'other', '=app', 'north', 'normal',
    'closed', received_at, received_at + INTERVAL 1 DAY, 'present', FALSE
FROM (
    SELECT month, number, CAST(month || '-01 09:00:00' AS TIMESTAMP) + to_hours(number) AS received_at
    FROM (VALUES ('2025-10', 10), ('2025-11', 3), ('2025-12', 3), ('2026-01', 20), ('2026-02', 3), ('2026-03', 8))
        AS months (month, complaints)
    CROSS JOIN LATERAL (SELECT unnest(range(complaints)) AS number)
);
INSERT INTO entities.complaint_events (id, complaint_id, type, actor, "at")
SELECT id || '-' || type, id, type, actor, received_at + to_hours(hours)
FROM entities.complaints
CROSS JOIN (VALUES ('received', 'user', 0), ('public_reply', 'agent', 2), ('resolved', 'agent', 20), ('closed', 'agent', 24))
    AS events (type, actor, hours);

-- A survey with enough responses and one with too few.
INSERT INTO entities.surveys VALUES
    ('s1', TIMESTAMP '2026-01-10', TIMESTAMP '2026-01-20', 100),
    ('s2', TIMESTAMP '2026-02-10', TIMESTAMP '2026-02-20', 100);
INSERT INTO entities.survey_responses
SELECT survey || '-' || number, survey, 'k1.person-' || number, 4, answered_at
FROM (VALUES ('s1', 40, TIMESTAMP '2026-01-12'), ('s2', 4, TIMESTAMP '2026-02-12')) AS asked (survey, responses, answered_at)
CROSS JOIN LATERAL (SELECT unnest(range(responses)) AS number);

-- What the run leaves beside the models.
CREATE TABLE models.clause_coverage AS
SELECT 'training' AS document, 'training/1' AS clause, '1' AS article, 'verified' AS status, 'a.b' AS check_id,
    NULL::VARCHAR AS reason_zh, NULL::VARCHAR AS reason_en;
