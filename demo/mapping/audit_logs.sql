-- One row per log record: use of the app by members, and operations by staff with the case they were done for.
SELECT 'app_event:' || event_id AS id, 'app_event' AS source, event, NULL AS access, NULL AS purpose, ts AS at
FROM lake.main.app_event
UNION ALL
SELECT
    'operation_log:' || op_id,
    'operation_log',
    lower(action),
    CASE WHEN action IN ('VIEW', 'EXPORT') THEN 'read' WHEN action IN ('UPDATE', 'RESET') THEN 'change' ELSE 'other' END,
    case_no,
    ts
FROM lake.main.operation_log
