-- One row per log record: use of the app by members, and operations by staff.
SELECT 'app_event:' || event_id AS id, 'app_event' AS source, event, ts AS at
FROM lake.main.app_event
UNION ALL
SELECT 'operation_log:' || op_id, 'operation_log', lower(action), ts
FROM lake.main.operation_log
